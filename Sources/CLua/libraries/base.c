// Base functions for JSON values, and print and warn.

#include "libraries/libraries.h"

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
  return bl_call_original(L);
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

// Like Lua's own, but hides the metatable that marks a list.
static int base_getmetatable(lua_State *L) {
  luaL_checkany(L, 1);
  bool is_list = lua_istable(L, 1) && bl_marking(L, 1) == BL_MARK_LIST;
  if (is_list || !lua_getmetatable(L, 1)) {
    lua_pushnil(L);
    return 1;
  }
  luaL_getmetafield(L, 1, "__metatable");
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

void bl_say(bl_vm *vm, const char *text, size_t length) {
  vm->has_printed = true;
  if (vm->host.print) vm->host.print(vm->context, text, length);
}

static int base_print(lua_State *L) {
  int count = lua_gettop(L);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = 1; i <= count; i++) {
    size_t length;
    if (i > 1) luaL_addchar(&line, '\t');
    bl_to_text(L, i, &length);
    luaL_addvalue(&line);
  }
  luaL_addchar(&line, '\n');
  luaL_pushresult(&line);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  bl_say(vm_of(L), text, length);
  return 0;
}

static void warn(void *context, const char *text, int to_continue) {
  static const char head[] = "Lua warning: ";
  bl_vm *vm = context;
  if (!vm->is_warning && !to_continue && *text == '@') {
    if (!strcmp(text, "@off")) vm->is_without_warnings = true;
    if (!strcmp(text, "@on")) vm->is_without_warnings = false;
    return;
  }
  if (!vm->is_without_warnings) {
    if (!vm->is_warning) bl_say(vm, head, sizeof head - 1);
    bl_say(vm, text, strlen(text));
    if (!to_continue) bl_say(vm, "\n", 1);
  }
  vm->is_warning = to_continue;
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

static void open_type(lua_State *L) {
  for (int type = 0; type < LUA_NUMTYPES; type++) lua_pushstring(L, lua_typename(L, type));
  lua_pushcclosure(L, base_type, LUA_NUMTYPES);
  lua_setglobal(L, "type");
}

void bl_open_base(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"rawget", base_rawget},
      {"rawset", base_rawset},
      {"rawlen", base_rawlen},
      {"getmetatable", base_getmetatable},
      {"setmetatable", base_setmetatable},
      {"print", base_print},
      {"collectgarbage", base_collectgarbage},
      {NULL, NULL},
  };
  bl_set_globals(L, functions);
  open_type(L);
  bl_override(L, LUA_GNAME, "tonumber", base_tonumber);
  lua_setwarnf(L, warn, vm_of(L));
}
