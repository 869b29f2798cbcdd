// Protected calls that raise again if the call is out of memory or time.
#include "libraries/libraries.h"

// The context of a protected call: the number of values below its results, and the number of
// modules that were being loaded when it began.
static lua_KContext context(lua_State *L, int below) { return vm_of(L)->requiring * 4 + below; }

static int finish_pcall(lua_State *L, int status, lua_KContext context) {
  if (status != LUA_OK && status != LUA_YIELD) {
    if (is_over(vm_of(L))) return bl_stop(L);
    vm_of(L)->requiring = (int)(context / 4);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)(context % 4);
}

static int base_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  lua_KContext begun = context(L, 0);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, begun, finish_pcall);
  return finish_pcall(L, status, begun);
}

// The message handler of xpcall. The upvalue is the script's handler, which would run without
// hooks, and so without a time limit, if the error was raised by a hook.
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
  lua_KContext begun = context(L, 2);
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 2, begun, finish_pcall);
  return finish_pcall(L, status, begun);
}

void bl_open_pcall(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"pcall", base_pcall},
      {"xpcall", base_xpcall},
      {NULL, NULL},
  };
  bl_set_globals(L, functions);
}
