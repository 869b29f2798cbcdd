// Random numbers that are the same on every run.
#include "libraries/libraries.h"

// Without an argument, the seed is 1; Lua would use the time and an address. The first upvalue is
// the state of the generator, as for Lua's own function, which is the second upvalue.
static int math_randomseed(lua_State *L) {
  if (lua_gettop(L) == 0) lua_pushinteger(L, 1);
  return lua_tocfunction(L, lua_upvalueindex(2))(L);
}

void bl_open_random(lua_State *L) {
  int top = lua_gettop(L);
  lua_getglobal(L, "math");
  lua_getfield(L, -1, "randomseed");
  lua_getupvalue(L, -1, 1);
  lua_pushcfunction(L, lua_tocfunction(L, -2));
  lua_pushcclosure(L, math_randomseed, 2);
  lua_pushvalue(L, -1);
  lua_setfield(L, top + 1, "randomseed");
  lua_pushinteger(L, 1);
  lua_call(L, 1, 0);
  // The state of the generator is a userdata that random and randomseed share.
  bl_vm *vm = vm_of(L);
  lua_getfield(L, top + 1, "random");
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
    // SplitMix64, because neighbouring numbers give unrelated states.
    uint64_t bits = vm->random_start[i] + (4 * number + i + 1) * 0x9E3779B97F4A7C15;
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
    vm->random[i] = bits ^ bits >> 31;
  }
}
