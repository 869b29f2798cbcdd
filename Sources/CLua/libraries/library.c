// The selection of Lua's libraries for scripts: functions that would let a script leave its sandbox
// are replaced or removed.
#define _GNU_SOURCE  // memmem

#include "json/json.h"
#include "libraries/libraries.h"
#include "order/order.h"
#include "regex/regex.h"

// string.find without patterns uses the C library's linear search; Lua's own is quadratic.
static int string_find(lua_State *L) {
  size_t length, wanted;
  const char *text = luaL_checklstring(L, 1, &length);
  const char *part = luaL_checklstring(L, 2, &wanted);
  bool is_plain = lua_toboolean(L, 4) || !strpbrk(part, "^$*+?.([%-");
  if (!is_plain || strlen(part) != wanted) {
    if (!lua_toboolean(L, 4)) return bl_call_original(L);
  }
  lua_Integer first = luaL_optinteger(L, 3, 1);
  if (first < 0) first = (lua_Integer)length + first + 1;
  if (first < 1) first = 1;
  if ((size_t)first > length + 1) {
    lua_pushnil(L);
    return 1;
  }
  const char *found = memmem(text + first - 1, length - (size_t)first + 1, part, wanted);
  if (!found) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, found - text + 1);
  lua_pushinteger(L, found - text + (lua_Integer)wanted);
  return 2;
}

// ---- json.array and json.object

static int mark(lua_State *L, void *key) {
  if (lua_isnoneornil(L, 1)) {
    lua_settop(L, 0);
    lua_newtable(L);
  }
  if (object_at(L, 1)) {
    lua_settop(L, 1);
    return 1;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, key);
  lua_setmetatable(L, 1);
  return 1;
}

static int json_array(lua_State *L) { return mark(L, &bl_key_array); }
static int json_object(lua_State *L) { return mark(L, &bl_key_object); }

static void open_json(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"array", json_array}, {"object", json_object}, {NULL, NULL},
  };
  static const luaL_Reg host[] = {
      {"copy", bl_copy}, {"mark_copy", bl_mark_copy}, {"register", bl_register},
      {"array_methods", bl_array_methods},
      {"walk", bl_walk}, {NULL, NULL},
  };
  lua_pushglobaltable(L);
  luaL_getsubtable(L, -1, "json");
  luaL_setfuncs(L, functions, 0);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  luaL_getsubtable(L, -2, "host");
  luaL_setfuncs(L, host, 0);
  lua_pop(L, 3);
}

// ---- the set

static void keep_only(lua_State *L, const char *library, const char *const *names) {
  lua_getglobal(L, library);
  lua_newtable(L);
  for (; *names; names++) {
    lua_getfield(L, -2, *names);
    lua_setfield(L, -2, *names);
  }
  lua_setglobal(L, library);
  lua_pop(L, 1);
}

static void remove_globals(lua_State *L, const char *const *names) {
  for (; *names; names++) {
    lua_pushnil(L);
    lua_setglobal(L, *names);
  }
}

// Strings keep their methods, but scripts cannot get their metatable.
static void protect_strings(lua_State *L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_getfield(L, -1, "__index");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  lua_pop(L, 3);
}

// os.getenv without an environment.
static int no_variable(lua_State *L) {
  luaL_checkstring(L, 1);
  lua_pushnil(L);
  return 1;
}

void bl_open_libraries(lua_State *L) {
  static const luaL_Reg libraries[] = {
      {LUA_GNAME, luaopen_base},      {LUA_TABLIBNAME, luaopen_table},
      {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},
      {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_COLIBNAME, luaopen_coroutine},
      {LUA_OSLIBNAME, luaopen_os},    {LUA_DBLIBNAME, luaopen_debug},
      {NULL, NULL},
  };
  static const char *const os[] = {"time", "date", "clock", "difftime", "getenv", NULL};
  static const char *const debug[] = {"traceback", NULL};
  static const char *const removed[] = {"dofile", "loadfile", NULL};

  for (const luaL_Reg *library = libraries; library->name; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  if (vm_of(L)->is_trusted) {
    bl_open_trusted(L);
  } else {
    keep_only(L, "os", os);
    bl_open_io(L);
  }
  if (vm_of(L)->hides_environment) {
    lua_getglobal(L, "os");
    lua_pushcfunction(L, no_variable);
    lua_setfield(L, -2, "getenv");
    lua_pop(L, 1);
  }
  keep_only(L, "debug", debug);
  remove_globals(L, removed);
  protect_strings(L);
  bl_override(L, LUA_STRLIBNAME, "find", string_find);
  bl_open_base(L);
  bl_open_tables(L);
  bl_open_pcall(L);
  bl_open_load(L);
  bl_open_random(L);
  bl_open_numbers(L);
  bl_open_pairs(L);
  bl_open_tostring(L);
  bl_open_coroutines(L);
  open_json(L);
  bl_open_regexes(L);
  bl_open_debug(L);
  bl_open_modules(L);
}
