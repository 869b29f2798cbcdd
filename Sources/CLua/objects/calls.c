// Calls of the host's functions by scripts.
#include "objects/objects.h"

int bl_call_host(lua_State *L) {
  bl_vm *vm = vm_of(L);
  bl_call call;
  call.count = lua_gettop(L);
  if (call.count > BL_ARGUMENTS) {
    return luaL_error(L, "%d arguments are too many; at most %d", call.count, BL_ARGUMENTS);
  }
  luaL_checkstack(L, 12, NULL);  // may raise, so before the host makes objects for its results
  for (int i = 0; i < call.count; i++) bl_value_at(L, i + 1, &call.arguments[i]);
  for (int i = call.count; i < BL_ARGUMENTS; i++) call.arguments[i].tag = BL_NIL;
  call.result_count = 0;
  call.collects = false;
  vm->L = L;
  bl_pace(vm);
  uint32_t number = (uint32_t)lua_tointeger(L, lua_upvalueindex(1));
  int status, turns = 0;
  do status = vm->host.call(vm->context, number, &call);
  while (status == BL_OVER_BUDGET && bl_calls_again(L, vm, &turns));
  if (status != BL_OK) return bl_raise(L, vm);
  int owner = 0;
  if (call.count > 0 && object_at(L, 1)) {
    lua_getiuservalue(L, 1, 1);
    owner = lua_gettop(L);
  }
  for (int i = 0; i < call.result_count; i++) {
    if (call.results[i].tag == BL_ARGUMENT) lua_pushvalue(L, (int)call.results[i].integer);
    else if (call.results[i].tag == BL_COPY) bl_push_copy(L, vm, owner, &call.record);
    else bl_push(L, vm, owner, &call.results[i]);
    if (call.results[i].tag == BL_OBJECT) vm->has_alias = true;
    if (call.results[i].tag == BL_NEW_OWNER && call.count > 0 && handle_at(L, 1)) {
      lua_getiuservalue(L, -1, 1);
      lua_setiuservalue(L, 1, 1);
    }
  }
  if (call.collects) lua_gc(L, LUA_GCCOLLECT);
  return call.result_count;
}
