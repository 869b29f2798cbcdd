// What of Lua's libraries scripts may reach, and the functions that know host objects or would
// otherwise let a script out (section 6 of the Lua API).
#define _GNU_SOURCE  // memmem
#include <stdio.h>
#include <string.h>

#include "internal.h"

// ---- base functions that know JSON values

static int base_type(lua_State *L) {
  luaL_checkany(L, 1);
  bl_object *object = object_at(L, 1);
  int type = lua_type(L, 1);
  if (object) {
    int shape = shape_of(vm_of(L), object);
    type = shape == BL_DIGITS ? LUA_TNUMBER : shape == BL_RECORD ? LUA_TUSERDATA : LUA_TTABLE;
  }
  lua_pushvalue(L, lua_upvalueindex(type + 1));
  return 1;
}

// Whether the first argument is a host object with members or elements.
static bool container_at(lua_State *L) {
  bl_object *object = object_at(L, 1);
  return object && shape_of(vm_of(L), object) != BL_DIGITS;
}

// The upvalue is Lua's own tonumber.
static int base_tonumber(lua_State *L) {
  if (lua_gettop(L) == 1 && bl_is_digits(L, 1)) {
    lua_pushnumber(L, vm_of(L)->host.number(vm_of(L)->context, object_at(L, 1)));
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int base_rawget(lua_State *L) {
  if (container_at(L)) return bl_object_index(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  lua_settop(L, 2);
  lua_rawget(L, 1);
  return 1;
}

static int base_rawset(lua_State *L) {
  luaL_checkany(L, 2);
  luaL_checkany(L, 3);
  if (container_at(L)) {
    bl_object_newindex(L);
  } else {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 3);
    lua_rawset(L, 1);
  }
  lua_settop(L, 1);
  return 1;
}

static int base_rawlen(lua_State *L) {
  if (container_at(L)) return bl_object_length(L);
  int type = lua_type(L, 1);
  luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1, "table or string");
  lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
  return 1;
}

static int base_setmetatable(lua_State *L) {
  bl_object *object = object_at(L, 1);
  if (object && shape_of(vm_of(L), object) == BL_RECORD) {
    return luaL_error(L, "a record takes no metatable; json.copy(record.json) gives a Lua table");
  }
  if (object) {
    return luaL_error(L, "a JSON value takes no metatable; json.copy(v) gives a Lua table");
  }
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "finalizers (__gc) are not available");
    lua_pushliteral(L, "__concat");
    if (lua_rawget(L, 2) != LUA_TNIL) bl_note_concat(vm_of(L));
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

// table.insert and table.remove move the elements of JSON arrays with their bytes. The upvalue is
// Lua's own function.
static int is_array(lua_State *L) {
  bl_object *object = object_at(L, 1);
  return object && shape_of(vm_of(L), object) == BL_ARRAY;
}

static int call_original(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

// A length that a script's __len makes up would keep C busy for hours, where nothing stops it.
static void check_range(lua_State *L, lua_Integer first, lua_Integer last) {
  if (last >= first && (lua_Unsigned)last - (lua_Unsigned)first > BL_MAX_RANGE) {
    luaL_error(L, "a range of more than %d elements", BL_MAX_RANGE);
  }
}

static void check_length(lua_State *L) {
  if (luaL_getmetafield(L, 1, "__len") == LUA_TNIL) return;
  lua_pop(L, 1);
  check_range(L, 1, luaL_len(L, 1));
}

static int table_insert(lua_State *L) {
  if (is_array(L)) return bl_array_insert(L);
  check_length(L);
  return call_original(L);
}

static int table_remove(lua_State *L) {
  if (is_array(L)) return bl_array_remove(L);
  check_length(L);
  return call_original(L);
}

static int table_sort(lua_State *L) {
  check_length(L);
  return bl_table_sort(L);
}

// Adds the element at `index` of the list at 1; such as Lua's own, but for json.number, which it
// writes with its digits.
static void add_element(lua_State *L, luaL_Buffer *buffer, lua_Integer index) {
  lua_geti(L, 1, index);
  if (bl_is_digits(L, -1)) {
    luaL_tolstring(L, -1, NULL);
    lua_remove(L, -2);
  } else if (!lua_isstring(L, -1)) {
    const char *name = bl_type_name(L, lua_gettop(L));
    luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", name, index);
  }
  luaL_addvalue(buffer);
}

static int table_concat(lua_State *L) {
  size_t length;
  lua_settop(L, 4);
  const char *separator = luaL_optlstring(L, 2, "", &length);
  if (luaL_getmetafield(L, 1, "__len") == LUA_TNIL) luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer first = luaL_optinteger(L, 3, 1);
  lua_Integer last = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
  check_range(L, first, last);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (lua_Integer i = first; i <= last; i++) {
    add_element(L, &buffer, i);
    if (i == last) break;  // it may be the largest integer
    luaL_addlstring(&buffer, separator, length);
  }
  luaL_pushresult(&buffer);
  return 1;
}

// Lua moves overlapping ranges from the end, which a JSON array cannot take: it has no holes.
static int table_move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  lua_Integer to = luaL_checkinteger(L, 4);
  check_range(L, first, last);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  bl_object *object = object_at(L, target);
  if (!object || shape_of(vm_of(L), object) != BL_ARRAY) return call_original(L);
  lua_settop(L, 5);
  lua_newtable(L);
  for (lua_Integer i = first; i <= last; i++) {
    lua_geti(L, 1, i);
    lua_rawseti(L, 6, i - first + 1);
  }
  for (lua_Integer i = 0; i <= last - first; i++) {
    lua_rawgeti(L, 6, i + 1);
    lua_seti(L, target, to + i);
  }
  lua_pushvalue(L, target);
  return 1;
}

void bl_override(lua_State *L, const char *library, const char *name, lua_CFunction function) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

// string.find without patterns by the C library, whose search is linear; Lua's own is quadratic.
static int string_find(lua_State *L) {
  size_t length, wanted;
  const char *text = luaL_checklstring(L, 1, &length);
  const char *part = luaL_checklstring(L, 2, &wanted);
  bool is_plain = lua_toboolean(L, 4) || !strpbrk(part, "^$*+?.([%-");
  if (!is_plain || strlen(part) != wanted) {
    if (!lua_toboolean(L, 4)) return call_original(L);
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

// ---- protected calls that do not go on when memory or time is out

static int finish_pcall(lua_State *L, int status, lua_KContext extra) {
  if (status != LUA_OK && status != LUA_YIELD) {
    if (is_over(vm_of(L))) return bl_stop(L);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)extra;
}

static int base_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
  return finish_pcall(L, status, 0);
}

// A message handler runs without hooks when the error comes from one. The upvalue is the script's.
static int handle_in_time(lua_State *L) {
  if (is_over(vm_of(L))) return 1;
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

static int base_xpcall(lua_State *L) {
  int count = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  if (vm_of(L)->watch) {
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle_in_time, 1);
    lua_replace(L, 2);
  }
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_pcall);
  return finish_pcall(L, status, 2);
}

// ---- other base functions

static int base_print(lua_State *L) {
  int count = lua_gettop(L);
  for (int i = 1; i <= count; i++) {
    size_t length;
    const char *text = bl_to_text(L, i, &length);
    if (i > 1) fputc('\t', stderr);
    fwrite(text, 1, length, stderr);
    lua_pop(L, 1);
  }
  fputc('\n', stderr);
  return 0;
}

static void warn(void *context, const char *text, int to_continue) {
  bool *is_continued = context;
  if (!*is_continued && *text == '@') return;
  fputs(*is_continued ? "" : "Lua warning: ", stderr);
  fputs(text, stderr);
  if (!to_continue) fputc('\n', stderr);
  *is_continued = to_continue;
}

static int base_load(lua_State *L) {
  size_t length;
  if (lua_type(L, 1) != LUA_TSTRING) {
    return luaL_error(L, "load takes text (a string), got a %s", luaL_typename(L, 1));
  }
  const char *text = lua_tolstring(L, 1, &length);
  const char *name = luaL_optstring(L, 2, text);
  bool has_environment = !lua_isnone(L, 4);
  bl_note_text(vm_of(L), text, length);
  int status = LUA_ERRSYNTAX;
  if (length > BL_MAX_SOURCE) lua_pushliteral(L, "the text is larger than 16 MiB");
  else status = bl_load(L, text, length, name);
  if (is_over(vm_of(L))) return bl_stop(L);
  if (status != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  }
  return 1;
}

static int base_collectgarbage(lua_State *L) {
  static const char *const options[] = {"collect", "count", "step", NULL};
  switch (luaL_checkoption(L, 1, "collect", options)) {
    case 1:
      lua_pushnumber(L, (lua_Number)vm_of(L)->used / 1024);
      return 1;
    case 2: lua_pushboolean(L, lua_gc(L, LUA_GCSTEP, 0)); return 1;
    default: lua_pushinteger(L, lua_gc(L, LUA_GCCOLLECT)); return 1;
  }
}

static int base_require(lua_State *L) {
  bl_vm *vm = vm_of(L);
  luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_loaded);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, 2) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  bl_value name, text = {.tag = BL_NIL}, path = {.tag = BL_NIL};
  bl_value_at(L, 1, &name);
  vm->L = L;
  if (vm->host.module(vm->context, &name, &text, &path) != BL_OK) return bl_raise(L, vm);
  bl_note_text(vm, text.string.bytes, text.string.length);
  bl_push(L, vm, 0, &path);
  lua_pushfstring(L, "@%s", lua_tostring(L, -1));
  const char *chunk = lua_tostring(L, -1);
  if (bl_load(L, text.string.bytes, text.string.length, chunk) != LUA_OK) {
    return lua_error(L);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  if (++vm->requiring > BL_MAX_REQUIRING) {
    return luaL_error(L, "module '%s' requires itself, by way of others", lua_tostring(L, 1));
  }
  lua_call(L, 2, 1);
  vm->requiring--;
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, 2);
  return 1;
}

// Without a number the state starts anew: Lua would take the time and an address.
static int math_randomseed(lua_State *L) {
  if (lua_gettop(L) == 0) lua_pushinteger(L, 1);
  return call_original(L);
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

static void open_type(lua_State *L) {
  for (int type = 0; type < LUA_NUMTYPES; type++) lua_pushstring(L, lua_typename(L, type));
  lua_pushcclosure(L, base_type, LUA_NUMTYPES);
  lua_setglobal(L, "type");
}

// The methods of strings stay, their metatable is out of reach.
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

void bl_open_libraries(lua_State *L) {
  static const luaL_Reg libraries[] = {
      {LUA_GNAME, luaopen_base},      {LUA_TABLIBNAME, luaopen_table},
      {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},
      {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_COLIBNAME, luaopen_coroutine},
      {LUA_OSLIBNAME, luaopen_os},    {LUA_DBLIBNAME, luaopen_debug},
      {NULL, NULL},
  };
  static const luaL_Reg base[] = {
      {"rawget", base_rawget},   {"rawset", base_rawset},
      {"rawlen", base_rawlen},
      {"pcall", base_pcall},     {"xpcall", base_xpcall},
      {"print", base_print},     {"load", base_load},
      {"require", base_require}, {"setmetatable", base_setmetatable},
      {"collectgarbage", base_collectgarbage}, {NULL, NULL},
  };
  static const char *const os[] = {"time", "date", "clock", "difftime", "getenv", NULL};
  static const char *const debug[] = {"traceback", NULL};
  static const char *const removed[] = {"dofile", "loadfile", NULL};

  for (const luaL_Reg *library = libraries; library->name; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  keep_only(L, "os", os);
  keep_only(L, "debug", debug);
  remove_globals(L, removed);
  protect_strings(L);
  open_type(L);
  bl_override(L, LUA_GNAME, "tonumber", base_tonumber);
  bl_override(L, LUA_TABLIBNAME, "insert", table_insert);
  bl_override(L, LUA_TABLIBNAME, "remove", table_remove);
  bl_override(L, LUA_TABLIBNAME, "sort", table_sort);
  bl_override(L, LUA_TABLIBNAME, "concat", table_concat);
  bl_override(L, LUA_TABLIBNAME, "move", table_move);
  bl_override(L, LUA_STRLIBNAME, "find", string_find);
  bl_override(L, LUA_MATHLIBNAME, "randomseed", math_randomseed);
  bl_open_digits(L);
  lua_pushglobaltable(L);
  luaL_setfuncs(L, base, 0);
  bl_open_pairs(L);
  bl_open_names(L);
  bl_open_coroutines(L);
  luaL_getsubtable(L, -1, "json");
  lua_pushcfunction(L, json_array);
  lua_setfield(L, -2, "array");
  lua_pushcfunction(L, json_object);
  lua_setfield(L, -2, "object");
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  lua_pop(L, 1);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, bl_copy);
  lua_setfield(L, -2, "copy");
  lua_pushcfunction(L, bl_register);
  lua_setfield(L, -2, "register");
  lua_pushcfunction(L, bl_array_methods);
  lua_setfield(L, -2, "array_methods");
  lua_pushcfunction(L, bl_walk);
  lua_setfield(L, -2, "walk");
  lua_setfield(L, -2, "host");
  lua_pop(L, 1);

  // luaL_requiref keeps the libraries reachable for require: ours does not look there.
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);

  static bool is_continued;
  is_continued = false;
  lua_setwarnf(L, warn, &is_continued);

  // The same script gives the same output on every run.
  int top = lua_gettop(L);
  lua_getglobal(L, "math");
  lua_getfield(L, -1, "randomseed");
  lua_pushinteger(L, 1);
  lua_call(L, 1, 0);
  // The state of the generator is a userdata that random and randomseed share.
  bl_vm *vm = vm_of(L);
  lua_getfield(L, -1, "random");
  if (lua_getupvalue(L, -1, 1) && lua_rawlen(L, -1) == sizeof vm->random_start) {
    vm->random = lua_touserdata(L, -1);
    luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_settop(L, top);
}

void bl_seed_random(bl_vm *vm, uint64_t number) {
  bl_pass_numbers(vm);
  if (!vm->random) return;
  if (!vm->has_random_start) memcpy(vm->random_start, vm->random, sizeof vm->random_start);
  vm->has_random_start = true;
  for (int i = 0; i < 4; i++) {
    // SplitMix64: neighbouring numbers give states that have nothing in common.
    uint64_t bits = vm->random_start[i] + (4 * number + i + 1) * 0x9E3779B97F4A7C15;
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
    vm->random[i] = bits ^ bits >> 31;
  }
}
