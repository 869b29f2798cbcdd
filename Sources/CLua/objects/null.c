// json.null: a light userdata, whose metatable raises errors that name it.
#include "objects/objects.h"

static int null_text(lua_State *L) {
  lua_pushliteral(L, "json.null");
  return 1;
}

static int null_index(lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "attempt to index json.null");
  return luaL_error(L, "attempt to index json.null (field '%s')", lua_tostring(L, 2));
}

const char *bl_type_name(lua_State *L, int index) {
  if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING) return lua_tostring(L, -1);
  return luaL_typename(L, index);
}

static int null_compare(lua_State *L) {
  const char *left = bl_type_name(L, 1), *right = bl_type_name(L, 2);
  return luaL_error(L, "attempt to compare %s with %s", left, right);
}

// The upvalue is the attempted operation.
static int null_misuse(lua_State *L) {
  return luaL_error(L, "attempt to %s json.null", lua_tostring(L, lua_upvalueindex(1)));
}

static void add_misuse(lua_State *L, const char *name, const char *attempt) {
  lua_pushstring(L, attempt);
  lua_pushcclosure(L, null_misuse, 1);
  lua_setfield(L, -2, name);
}

void bl_open_null(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"__tostring", null_text}, {"__index", null_index}, {"__newindex", null_index},
      {"__lt", null_compare},    {"__le", null_compare},  {NULL, NULL},
  };
  static const char *const arithmetic[] = {
      "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__idiv", "__unm", NULL,
  };
  static const char *const bitwise[] = {
      "__band", "__bor", "__bxor", "__shl", "__shr", "__bnot", NULL,
  };
  lua_pushlightuserdata(L, NULL);
  lua_createtable(L, 0, 24);
  luaL_setfuncs(L, functions, 0);
  for (int i = 0; arithmetic[i]; i++) add_misuse(L, arithmetic[i], "perform arithmetic on");
  for (int i = 0; bitwise[i]; i++) add_misuse(L, bitwise[i], "perform bitwise operation on");
  add_misuse(L, "__concat", "concatenate");
  add_misuse(L, "__len", "get length of");
  add_misuse(L, "__call", "call");
  lua_pushliteral(L, "json.null");
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
