// Lua's own io, and all of os, for scripts that are trusted like any program. The host ensures that
// descriptor 1 is not the output of data. Scripts still cannot end the process or change the
// locale.
#include <stdio.h>

#include "libraries/libraries.h"

static int os_exit(lua_State *L) {
  return luaL_error(L, "os.exit would lose the output; batch.stop() ends the input, "
                       "error() the run");
}

// Like Lua's own on a system with "C" as the only locale.
static int os_setlocale(lua_State *L) {
  static const char *const categories[] = {
      "all", "collate", "ctype", "monetary", "numeric", "time", NULL,
  };
  const char *locale = luaL_optstring(L, 1, "C");
  luaL_checkoption(L, 2, "all", categories);
  if (!*locale || !strcmp(locale, "C") || !strcmp(locale, "POSIX")) lua_pushliteral(L, "C");
  else lua_pushnil(L);
  return 1;
}

void bl_open_trusted(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"exit", os_exit}, {"setlocale", os_setlocale}, {NULL, NULL},
  };
  luaL_requiref(L, LUA_IOLIBNAME, luaopen_io, 1);
  lua_getfield(L, -1, "output");
  lua_getfield(L, -2, "stderr");
  lua_pushvalue(L, -1);
  lua_setfield(L, -4, "stdout");
  lua_call(L, 1, 0);
  luaL_getmetatable(L, LUA_FILEHANDLE);
  lua_pushliteral(L, LUA_FILEHANDLE);
  lua_setfield(L, -2, "__metatable");
  lua_getglobal(L, LUA_OSLIBNAME);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 3);
}
