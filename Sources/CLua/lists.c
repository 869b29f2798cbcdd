// What Lua tables are as JSON values: marked, lists or not, and what is in them, without
// metamethods. Nothing here raises.
#include "internal.h"

int bl_marking(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return BL_MARK_NONE;
  const void *metatable = lua_topointer(L, -1);
  lua_pop(L, 1);
  const void *const *marks = vm_of(L)->marks;
  for (int mark = BL_MARK_ARRAY; mark < BL_MARK_COUNT; mark++) {
    if (marks[mark] == metatable) return mark;
  }
  return BL_MARK_NONE;
}

void bl_mark_list(lua_State *L, int index) {
  index = lua_absindex(L, index);
  if (lua_getmetatable(L, index)) {
    lua_pop(L, 1);
    return;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_list);
  lua_setmetatable(L, index);
}

int bl_mark_copy(lua_State *L) {
  bool is_table = lua_istable(L, 2);
  bl_object *object = object_at(L, 2);
  lua_settop(L, 2);
  if (is_table && bl_marking(L, 2) == BL_MARK_OBJECT) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_object);
    lua_setmetatable(L, 1);
  } else if (object ? shape_of(vm_of(L), object) == BL_ARRAY : is_table && bl_is_array(L, 2)) {
    bl_mark_list(L, 1);
  }
  lua_settop(L, 1);
  return 1;
}

static bool has_keys(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_pushnil(L);
  if (!lua_next(L, index)) return false;
  lua_pop(L, 2);
  return true;
}

bool bl_is_array(lua_State *L, int index) {
  int mark = bl_marking(L, index);
  if (mark == BL_MARK_ARRAY || mark == BL_MARK_OBJECT) return mark == BL_MARK_ARRAY;
  return lua_rawlen(L, index) > 0 || (mark == BL_MARK_LIST && !has_keys(L, index));
}

bool bl_table_is_array(bl_vm *vm, int64_t position) {
  return lua_checkstack(vm->L, 8) && bl_is_array(vm->L, (int)position);
}

// A table of no elements is an empty list unless it has keys or json.object says otherwise.
int64_t bl_list_length(lua_State *L, int index) {
  lua_Unsigned count = lua_rawlen(L, index);
  if (count > 0) return (int64_t)count;
  bool is_value = has_keys(L, index) || bl_marking(L, index) == BL_MARK_OBJECT;
  return is_value ? -1 : 0;
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

// By a walk: to push the key might raise.
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
