// Compiling text as the body of a function.
#include "code/code.h"

int bl_load_after(lua_State *L, const char *before, bl_text text, const char *name) {
  lua_pushstring(L, before);
  lua_pushlstring(L, text.bytes, text.length);
  lua_concat(L, 2);
  size_t length;
  const char *whole = lua_tolstring(L, -1, &length);
  int status = bl_load(L, whole, length, name);
  lua_remove(L, -2);
  return status;
}

int bl_load_code(lua_State *L, bl_text text, const char *name, bool *is_expression) {
  int status = bl_load_after(L, "local req, body = ...; return ", text, name);
  *is_expression = status == LUA_OK;
  if (*is_expression) return status;
  lua_pop(L, 1);
  return bl_load_after(L, "local req, body = ...; ", text, name);
}
