// debug: scripts get only traceback. Modules that `require` has loaded from files also get what
// assertion libraries need: functions that read lines and names, and stubs that do nothing.

#include "libraries/libraries.h"

static char key_modules;

static void set_text(lua_State *L, const char *name, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, name);
}

static void push_info(lua_State *L, const lua_Debug *frame) {
  lua_createtable(L, 0, 12);
  set_text(L, "source", frame->source);
  set_text(L, "short_src", frame->short_src);
  set_text(L, "what", frame->what);
  set_integer(L, "currentline", frame->currentline);
  set_integer(L, "linedefined", frame->linedefined);
  set_integer(L, "lastlinedefined", frame->lastlinedefined);
  set_integer(L, "nups", frame->nups);
  set_integer(L, "nparams", frame->nparams);
  lua_pushboolean(L, frame->isvararg);
  lua_setfield(L, -2, "isvararg");
  lua_pushboolean(L, frame->istailcall);
  lua_setfield(L, -2, "istailcall");
  set_text(L, "name", frame->name);
  set_text(L, "namewhat", frame->namewhat);
}

// Like Lua's own, but always with all fields except `func`.
static int debug_getinfo(lua_State *L) {
  lua_Debug frame;
  if (lua_isfunction(L, 1)) {
    lua_settop(L, 1);
    lua_getinfo(L, ">Slutn", &frame);
  } else {
    lua_Integer level = luaL_checkinteger(L, 1);
    if (level < 0 || level > INT32_MAX || !lua_getstack(L, (int)level, &frame)) {
      lua_pushnil(L);
      return 1;
    }
    lua_getinfo(L, "Slutn", &frame);
  }
  push_info(L, &frame);
  return 1;
}

// The upvalue is setmetatable of scripts; values that it does not accept are not changed.
static int debug_setmetatable(lua_State *L) {
  if (lua_istable(L, 1)) return bl_call_original(L);
  lua_settop(L, 1);
  return 1;
}

static int do_nothing(lua_State *L) {
  (void)L;
  return 0;
}

void bl_note_module(lua_State *L, const char *chunk) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_modules);
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, chunk);
  lua_pop(L, 1);
}

// Whether the caller is code of a module.
static bool is_asked_by_module(lua_State *L) {
  lua_Debug frame;
  if (!lua_getstack(L, 1, &frame) || !lua_getinfo(L, "S", &frame)) return false;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_modules);
  lua_pushstring(L, frame.source);
  return lua_rawget(L, -2) != LUA_TNIL;
}

// The upvalue is a table with the functions for modules.
static int debug_index(lua_State *L) {
  lua_settop(L, 2);
  if (!is_asked_by_module(L)) return 0;
  lua_pushvalue(L, 2);
  lua_rawget(L, lua_upvalueindex(1));
  return 1;
}

void bl_open_debug(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"getinfo", debug_getinfo}, {"gethook", do_nothing}, {"sethook", do_nothing}, {NULL, NULL},
  };
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &key_modules);
  lua_getglobal(L, LUA_DBLIBNAME);
  lua_createtable(L, 0, 2);
  luaL_newlib(L, functions);
  lua_getglobal(L, "getmetatable");
  lua_setfield(L, -2, "getmetatable");
  lua_getglobal(L, "setmetatable");
  lua_pushcclosure(L, debug_setmetatable, 1);
  lua_setfield(L, -2, "setmetatable");
  lua_pushcclosure(L, debug_index, 1);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
