// Evaluating expressions over records; their values are passed to the host.
#include "scripts/scripts.h"

// Stack positions during the evaluation.
enum { AT_OWNER = 2, AT_RECORD, AT_BODY, AT_OUT, AT_VALUE };

static void push_out(lua_State *L, bl_vm *vm, bl_evaluation *evaluation) {
  if (evaluation->out.tag == BL_ARGUMENT) {
    lua_pushvalue(L, AT_RECORD);
  } else {
    evaluation->handed += evaluation->out.tag == BL_NEW_OWNER;
    bl_push(L, vm, 0, &evaluation->out);
  }
}

static int evaluate_body(lua_State *L) {
  bl_evaluation *evaluation = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  evaluation->handed++;
  bl_push(L, vm, 0, &evaluation->req);
  bl_push_owner(L, vm, evaluation->req.made.owner);
  lua_insert(L, AT_OWNER);
  bl_push_body(L, vm, AT_RECORD);
  push_out(L, vm, evaluation);
  for (size_t i = 0; i < evaluation->count; i++) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, evaluation->expressions[i]);
    lua_pushvalue(L, AT_RECORD);
    lua_pushvalue(L, AT_BODY);
    lua_pushvalue(L, AT_OUT);
    lua_call(L, 3, 1);
    bl_value value;
    bl_value_at(L, AT_VALUE, &value);
    vm->L = L;
    if (evaluation->take(vm->context, evaluation->taker, &value) != BL_OK) bl_raise(L, vm);
    lua_settop(L, AT_OUT);
  }
  return 0;
}

int bl_evaluate(bl_vm *vm, bl_evaluation *evaluation) {
  return bl_protected(vm, evaluate_body, evaluation);
}
