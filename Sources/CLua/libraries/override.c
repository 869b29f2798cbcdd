// Replacing functions of Lua's libraries.
#include "libraries/libraries.h"

void bl_override(lua_State *L, const char *library, const char *name, lua_CFunction function) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void bl_set_globals(lua_State *L, const luaL_Reg *functions) {
  lua_pushglobaltable(L);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}

int bl_call_original(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }
