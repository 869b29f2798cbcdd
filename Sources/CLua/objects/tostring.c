// The texts of tables, functions, coroutines and userdata. Lua's have addresses, which differ from
// run to run; these have numbers, in the order of the first conversion.
#include <stdio.h>

#include "objects/objects.h"

static char key_lasting, key_passing;

// Pushes the number of a value in the table under `key` of the registry, or nil.
static bool push_known(lua_State *L, int index, const void *key) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) != LUA_TTABLE) return false;
  lua_pushvalue(L, index);
  return lua_rawget(L, -2) != LUA_TNIL;
}

static void remember(lua_State *L, int index, const void *key, lua_Integer number) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) != LUA_TTABLE) {
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
  }
  lua_pushvalue(L, index);
  lua_pushinteger(L, number);
  lua_rawset(L, -3);
}

static lua_Integer number_of(lua_State *L, int index) {
  bl_vm *vm = vm_of(L);
  int top = lua_gettop(L);
  lua_Integer number = vm->numbers + 1;
  if (push_known(L, index, &key_lasting) || push_known(L, index, &key_passing)) {
    number = lua_tointeger(L, -1);
  } else {
    remember(L, index, vm->has_passing_numbers ? &key_passing : &key_lasting, number);
    vm->numbers = number;
  }
  lua_settop(L, top);
  return number;
}

void bl_pass_numbers(bl_vm *vm) {
  if (!vm->has_passing_numbers) vm->lasting_numbers = vm->numbers;
  vm->has_passing_numbers = true;
  if (vm->numbers == vm->lasting_numbers) return;
  vm->numbers = vm->lasting_numbers;
  lua_pushnil(vm->main);
  lua_rawsetp(vm->main, LUA_REGISTRYINDEX, &key_passing);
}

bool bl_has_number(lua_State *L, int index) {
  int type = lua_type(L, index);
  return type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TTHREAD ||
         type == LUA_TUSERDATA;
}

const char *bl_to_text(lua_State *L, int index, size_t *length) {
  index = lua_absindex(L, index);
  bool is_plain = bl_has_number(L, index);
  if (is_plain && luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
    lua_pop(L, 1);
    is_plain = false;
  }
  if (!is_plain) return luaL_tolstring(L, index, length);
  char digits[24];
  snprintf(digits, sizeof digits, "0x%08llx", (long long)number_of(L, index));
  int top = lua_gettop(L);
  lua_pushfstring(L, "%s: %s", bl_type_name(L, index), digits);
  lua_insert(L, top + 1);
  lua_settop(L, top + 1);
  return lua_tolstring(L, -1, length);
}

void bl_convert_numbered(lua_State *L, char *conversion, int index) {
  if (*conversion == 's' && bl_has_number(L, index)) {
    bl_to_text(L, index, NULL);
    lua_replace(L, index);
  } else if (*conversion == 'p') {
    char digits[24] = "(null)";  // Lua's text for a value without address
    if (bl_has_number(L, index)) {
      snprintf(digits, sizeof digits, "0x%08llx", (long long)number_of(L, index));
    }
    lua_pushstring(L, digits);
    lua_replace(L, index);
    *conversion = 's';
  }
}

static int base_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  bl_to_text(L, 1, NULL);
  return 1;
}

void bl_open_tostring(lua_State *L) { lua_register(L, "tostring", base_tostring); }
