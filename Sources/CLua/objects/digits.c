// Numbers too large for Lua: stored as digits, and converted to floats for arithmetic.
#include "objects/objects.h"

bool bl_is_digits(lua_State *L, int index) {
  bl_object *object = object_at(L, index);
  return object && shape_of(vm_of(L), object) == BL_DIGITS;
}

void bl_push_operand(lua_State *L, bl_vm *vm, int index) {
  if (bl_is_digits(L, index)) {
    lua_pushnumber(L, vm->host.number(vm->context, object_at(L, index)));
  } else {
    lua_pushvalue(L, index);
  }
}

static int digits_arithmetic(lua_State *L) {
  int operator= (int)lua_tointeger(L, lua_upvalueindex(1));
  bl_vm *vm = vm_of(L);
  bl_push_operand(L, vm, 1);
  if (operator!= LUA_OPUNM) bl_push_operand(L, vm, 2);
  lua_arith(L, operator);
  return 1;
}

static int digits_compare(lua_State *L) {
  int operator= (int)lua_tointeger(L, lua_upvalueindex(1));
  bl_vm *vm = vm_of(L);
  bl_push_operand(L, vm, 1);
  bl_push_operand(L, vm, 2);
  lua_pushboolean(L, lua_compare(L, -2, -1, operator));
  return 1;
}

// Compares digits, because different numbers may convert to the same float.
static int digits_equal(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_pushboolean(L, lua_rawequal(L, -1, -2));
  return 1;
}

static int digits_concat(lua_State *L) {
  bl_to_text(L, 1, NULL);
  bl_to_text(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

void bl_add_operators(lua_State *L) {
  static const struct { const char *name; int operator; lua_CFunction function; } operators[] = {
      {"__add", LUA_OPADD, digits_arithmetic},   {"__sub", LUA_OPSUB, digits_arithmetic},
      {"__mul", LUA_OPMUL, digits_arithmetic},   {"__div", LUA_OPDIV, digits_arithmetic},
      {"__mod", LUA_OPMOD, digits_arithmetic},   {"__pow", LUA_OPPOW, digits_arithmetic},
      {"__idiv", LUA_OPIDIV, digits_arithmetic}, {"__unm", LUA_OPUNM, digits_arithmetic},
      {"__lt", LUA_OPLT, digits_compare},        {"__le", LUA_OPLE, digits_compare},
      {"__eq", LUA_OPEQ, digits_equal},        {"__concat", 0, digits_concat},
  };
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
    lua_pushinteger(L, operators[i].operator);
    lua_pushcclosure(L, operators[i].function, 1);
    lua_setfield(L, -2, operators[i].name);
  }
}
