// Library functions that accept numbers too large for Lua, and string.format without addresses. The
// upvalue is Lua's own function.
#include "libraries/libraries.h"

static void make_float(lua_State *L, int index) {
  bl_push_operand(L, vm_of(L), index);
  lua_replace(L, index);
}

static int math_function(lua_State *L) {
  for (int i = lua_gettop(L); i > 0; i--) {
    if (bl_is_digits(L, i)) make_float(L, i);
  }
  return bl_call_original(L);
}

// %s accepts such a number, like tostring; other conversions raise.
static void check_conversion(lua_State *L, char conversion, int index) {
  if (!bl_is_digits(L, index)) return;
  if (strchr("aAeEfFgG", conversion)) make_float(L, index);
  if (strchr("diuoxXc", conversion)) {
    luaL_argerror(L, index,
                  "a json.number has more digits than a Lua integer; %s writes them all, "
                  "and tonumber(v) is a float");
  }
}

// Whether Lua's own string.format can be called with these arguments.
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

void bl_open_numbers(lua_State *L) {
  static const char *const math[] = {
      "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log",
      "modf", "rad", "sin", "sqrt", "tan", "type", NULL,
  };
  for (int i = 0; math[i]; i++) bl_override(L, LUA_MATHLIBNAME, math[i], math_function);
  bl_override(L, LUA_STRLIBNAME, "format", string_format);
}
