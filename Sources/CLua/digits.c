// Numbers too large for Lua: their digits, computed with as floats.
#include <string.h>

#include "internal.h"

bool bl_is_digits(lua_State *L, int index) {
  bl_object *object = object_at(L, index);
  return object && shape_of(vm_of(L), object) == BL_DIGITS;
}

static void push_operand(lua_State *L, bl_vm *vm, int index) {
  if (bl_is_digits(L, index)) {
    lua_pushnumber(L, vm->host.number(vm->context, object_at(L, index)));
  } else {
    lua_pushvalue(L, index);
  }
}

static int digits_arithmetic(lua_State *L) {
  int operator= (int)lua_tointeger(L, lua_upvalueindex(1));
  bl_vm *vm = vm_of(L);
  push_operand(L, vm, 1);
  if (operator!= LUA_OPUNM) push_operand(L, vm, 2);
  lua_arith(L, operator);
  return 1;
}

static int digits_compare(lua_State *L) {
  int operator= (int)lua_tointeger(L, lua_upvalueindex(1));
  bl_vm *vm = vm_of(L);
  push_operand(L, vm, 1);
  push_operand(L, vm, 2);
  lua_pushboolean(L, lua_compare(L, -2, -1, operator));
  return 1;
}

// Equal digits, not equal floats: two numbers that a float cannot tell apart differ.
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

// ---- library functions; the upvalue is Lua's own

static void make_float(lua_State *L, int index) {
  push_operand(L, vm_of(L), index);
  lua_replace(L, index);
}

static int math_function(lua_State *L) {
  for (int i = lua_gettop(L); i > 0; i--) {
    if (bl_is_digits(L, i)) make_float(L, i);
  }
  return bl_call_original(L);
}

// %s takes the digits, as tostring does.
static void check_conversion(lua_State *L, char conversion, int index) {
  if (!bl_is_digits(L, index)) return;
  if (strchr("aAeEfFgG", conversion)) make_float(L, index);
  if (strchr("diuoxXc", conversion)) {
    luaL_argerror(L, index,
                  "a json.number has more digits than a Lua integer; %s writes them all, "
                  "and tonumber(v) is a float");
  }
}

// Whether Lua's own string.format takes the arguments as they are.
static bool is_formatted_by_lua(lua_State *L) {
  const char *format = lua_tostring(L, 1);
  if (!format || strchr(format, 'p')) return !format;
  for (int i = lua_gettop(L); i > 1; i--) {
    if (bl_has_number(L, i)) return false;  // a json.number among them
  }
  return true;
}

static int string_format(lua_State *L) {
  if (is_formatted_by_lua(L)) return bl_call_original(L);
  size_t length;
  int count = lua_gettop(L), index = 2;
  const char *given = lua_tolstring(L, 1, &length);
  char *format = lua_newuserdatauv(L, length + 1, 0), *at = format;
  memcpy(format, given, length + 1);
  for (; (at = strchr(at, '%')) && index <= count; at++) {
    const char *modifiers = at + 1;
    at += 1 + strspn(at + 1, "-+ #0123456789.");
    if (!*at) break;
    if (*at == '%') continue;
    check_conversion(L, *at, index);
    bool is_refused = *at == 'p' && memchr(modifiers, '.', (size_t)(at - modifiers));
    if (!bl_is_digits(L, index) && !is_refused) bl_convert_numbered(L, at, index);
    index++;
  }
  lua_pushlstring(L, format, length);
  lua_replace(L, 1);
  lua_settop(L, count);
  return bl_call_original(L);
}

void bl_open_digits(lua_State *L) {
  static const char *const math[] = {
      "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log",
      "modf", "rad", "sin", "sqrt", "tan", "type", NULL,
  };
  for (int i = 0; math[i]; i++) bl_override(L, LUA_MATHLIBNAME, math[i], math_function);
  bl_override(L, LUA_STRLIBNAME, "format", string_format);
}
