// Access of the host to Lua tables, without metamethods. Nothing here raises.
#include "json/json.h"

bool bl_table_is_array(bl_vm *vm, int64_t position) {
  return lua_checkstack(vm->L, 8) && bl_is_array(vm->L, (int)position);
}

int64_t bl_list_count(bl_vm *vm, int64_t position) {
  return lua_checkstack(vm->L, 8) ? bl_list_length(vm->L, (int)position) : -1;
}

bool bl_is_nothing(bl_vm *vm, int64_t position) {
  return bl_list_count(vm, position) == 0 && bl_marking(vm->L, (int)position) == BL_MARK_NONE;
}

bool bl_push_element(bl_vm *vm, int64_t position, int64_t index, bl_value *value) {
  lua_State *L = vm->L;
  if (!lua_checkstack(L, 8)) return false;
  lua_rawgeti(L, (int)position, index);
  bl_value_at(L, lua_gettop(L), value);
  return true;
}

bool bl_push_slot(bl_vm *vm, void *owner, uint32_t slot, bl_value *value) {
  lua_State *L = vm->L;
  if (!lua_checkstack(L, 8)) return false;
  bl_push_owner(L, vm, owner);
  lua_getiuservalue(L, -1, OWNER_SLOTS);
  lua_rawgeti(L, -1, slot);
  lua_replace(L, -3);
  lua_pop(L, 1);
  bl_value_at(L, lua_gettop(L), value);
  return true;
}

void bl_pop_element(bl_vm *vm) { lua_pop(vm->L, 1); }

// Compares all keys, because pushing the key as a Lua string might raise.
static bool has_key(lua_State *L, int index, const char *key, size_t length) {
  size_t found;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) continue;
    const char *bytes = lua_tolstring(L, -1, &found);
    if (found == length && memcmp(bytes, key, length) == 0) return true;
  }
  return false;
}

bool bl_slot_has(bl_vm *vm, void *owner, uint32_t slot, const char *key, size_t length,
                 const bl_object **object) {
  lua_State *L = vm->L;
  *object = NULL;
  if (!lua_checkstack(L, 8)) return false;
  int top = lua_gettop(L);
  bl_push_owner(L, vm, owner);
  lua_getiuservalue(L, -1, 1);
  lua_rawgeti(L, -1, slot);
  *object = object_at(L, -1);
  bool found = lua_istable(L, -1) && has_key(L, lua_gettop(L), key, length);
  lua_settop(L, top);
  return found;
}

bool bl_table_has(bl_vm *vm, int64_t position, int64_t key) {
  lua_State *L = vm->L;
  if (!lua_checkstack(L, 2)) return false;
  lua_pushvalue(L, (int)key);
  bool found = lua_rawget(L, (int)position) != LUA_TNIL;
  lua_pop(L, 1);
  return found;
}
