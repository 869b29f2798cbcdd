// Protected calls into a state.
#include "state/state.h"

int bl_finish_call(bl_vm *vm, int status) {
  bl_leave(vm);
  lua_settop(vm->main, 0);
  vm->L = vm->running = vm->main;
  if (vm->has_walked) vm->end_walks(vm);
  if (status == LUA_ERRMEM || vm->is_final) {
    static const char text[] = "not enough memory for the script";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_MEMORY;
  }
  if (vm->is_late) {
    static const char text[] = "the script takes too long";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_TIMEOUT;
  }
  if (status == LUA_OK) return BL_DONE;
  if (status == LUA_ERRERR && !vm->message.length) {
    static const char text[] = "an error while handling an error";
    bl_keep(&vm->message, text, sizeof text - 1);
  }
  return BL_ERROR;
}

void bl_forget_last(bl_vm *vm) {
  vm->L = vm->running = vm->main;
  vm->line = 0;
  vm->has_position = false;
  vm->prefix[0] = 0;
  vm->source.length = vm->message.length = vm->code.length = vm->param.length = 0;
  vm->closing = vm->requiring = 0;
  bl_deepen(vm);
}

void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument) {
  lua_State *L = vm->main;
  bl_forget_last(vm);
  vm->is_late = false;
  lua_settop(L, 0);
  lua_pushcfunction(L, vm->handle_error);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
}

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument) {
  bl_begin_call(vm, body, argument);
  bl_pace(vm);
  bl_enter(vm);
  return bl_finish_call(vm, lua_pcall(vm->main, 1, 0, 1));
}

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

void bl_collect(bl_vm *vm) { bl_protected(vm, collect, NULL); }
