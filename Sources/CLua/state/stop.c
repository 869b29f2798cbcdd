// How Lua threads end when their call is late: by a hook that raises. Only bl_stop raises.
#include "state/state.h"

static void stop(lua_State *L, lua_Debug *frame) {
  (void)frame;
  bl_vm *vm = vm_of(L);
  if (!vm->is_late) return bl_usual_hook(L);
  bl_mark_position(L);
  bl_stop(L);
}

void bl_follow(lua_State *L) {
  if (vm_of(L)->is_late) lua_sethook(L, stop, LUA_MASKCALL | LUA_MASKCOUNT, 1);
}

int bl_stop(lua_State *L) {
  bl_follow(L);
  lua_pushnil(L);
  return lua_error(L);
}
