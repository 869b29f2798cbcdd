// Code that scripts load: by load, of text, and by require, of files that the host finds.
#include "internal.h"

static int base_load(lua_State *L) {
  size_t length;
  if (lua_type(L, 1) != LUA_TSTRING) {
    return luaL_error(L, "load takes text (a string), got a %s", luaL_typename(L, 1));
  }
  const char *text = lua_tolstring(L, 1, &length);
  const char *name = luaL_optstring(L, 2, text);
  bool has_environment = !lua_isnone(L, 4);
  bl_note_text(vm_of(L), text, length);
  int status = LUA_ERRSYNTAX;
  if (length > BL_MAX_SOURCE) lua_pushliteral(L, "the text is larger than 16 MiB");
  else status = bl_load(L, text, length, name);
  if (is_over(vm_of(L))) return bl_stop(L);
  if (status != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  }
  return 1;
}

static int base_require(lua_State *L) {
  bl_vm *vm = vm_of(L);
  luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_loaded);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, 2) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  bl_value name, text = {.tag = BL_NIL}, path = {.tag = BL_NIL}, shown = {.tag = BL_NIL};
  bl_value_at(L, 1, &name);
  vm->L = L;
  if (vm->host.module(vm->context, &name, &text, &path, &shown) != BL_OK) return bl_raise(L, vm);
  bl_note_text(vm, text.string.bytes, text.string.length);
  bl_push(L, vm, 0, &path);
  bl_push(L, vm, 0, &shown);
  lua_pushfstring(L, "@%s", lua_tostring(L, -1));
  lua_remove(L, -2);
  const char *chunk = lua_tostring(L, -1);
  if (bl_load(L, text.string.bytes, text.string.length, chunk) != LUA_OK) {
    return lua_error(L);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  if (++vm->requiring > BL_MAX_REQUIRING) {
    return luaL_error(L, "module '%s' requires itself, by way of others", lua_tostring(L, 1));
  }
  lua_call(L, 2, 1);
  vm->requiring--;
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, 2);
  return 1;
}

void bl_open_modules(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"load", base_load},
      {"require", base_require},
      {NULL, NULL},
  };
  bl_set_globals(L, functions);
}
