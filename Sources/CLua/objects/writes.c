// Writing to host objects: members, and the elements of arrays.
#include "objects/objects.h"

// Anchors the value at a stack position in the owner's userdata, if it is a table or an object,
// which would be collected otherwise.
static BL_APART void anchor_value(lua_State *L, bl_object *self, int index, bl_value *value) {
  lua_getiuservalue(L, 1, 1);
  int owner = lua_gettop(L);
  if (value->tag == BL_OBJECT) vm_of(L)->has_moved = true;
  if (value->tag == BL_TABLE || value->object->owner != self->owner) {
    value->type = bl_anchor(L, lua_touserdata(L, owner), owner, index);
  } else {
    // From now on two objects may refer to it.
    lua_pushvalue(L, index);
    bl_list_object(L, owner);
    lua_pop(L, 1);
  }
}

// The value at a stack position, for a write to `self`, which is at 1.
static void value_to_write(lua_State *L, bl_object *self, int index, bl_value *value) {
  bl_value_at(L, index, value);
  value->type = 0;
  if (value->tag == BL_TABLE || value->tag == BL_OBJECT) anchor_value(L, self, index, value);
}

// Whether a slot of the owner at a stack position has an array.
static bool has_array(lua_State *L, bl_vm *vm, int owner, uint32_t slot) {
  lua_getiuservalue(L, owner, OWNER_SLOTS);
  lua_rawgeti(L, -1, slot);
  bl_object *object = object_at(L, -1);
  bool is_array = object ? shape_of(vm, object) == BL_ARRAY
                         : lua_istable(L, -1) && bl_is_array(L, lua_gettop(L));
  lua_pop(L, 2);
  return is_array;
}

// A table that replaces an array is written as an array, even if it is empty.
static void mark_list(lua_State *L, int owner, uint32_t slot) {
  lua_getiuservalue(L, owner, OWNER_SLOTS);
  if (lua_rawgeti(L, -1, slot) == LUA_TTABLE) bl_mark_list(L, -1);
  lua_pop(L, 2);
}

// Ends a write that changes slots: frees the slot of the replaced value, or of the new one if the
// write failed; replaces the new value in its slot if the host has converted it.
static void update_slots(lua_State *L, bl_vm *vm, int status, uint32_t slot, uint32_t freed,
                         const bl_value *made) {
  lua_getiuservalue(L, 1, 1);
  int owner = lua_gettop(L);
  if (status != BL_OK) freed = slot;
  else if (slot && (made->tag == BL_TABLE || (freed && has_array(L, vm, owner, freed)))) {
    mark_list(L, owner, slot);
  }
  if (freed) bl_free_slot(L, lua_touserdata(L, owner), owner, freed);
  if (status != BL_OK) bl_raise(L, vm);
  if (made->tag != BL_NEW_OWNER) return;
  bl_push(L, vm, owner, made);
  bl_set_slot(L, owner, slot);
}

static inline void end_write(lua_State *L, bl_vm *vm, int status, uint32_t slot, uint32_t freed,
                             const bl_value *made) {
  if (status != BL_OK || freed || made->tag != BL_NIL) {
    update_slots(L, vm, status, slot, freed, made);
  }
}

// `slot` anchors the value, if it is not 0.
static int write_by_prelude(lua_State *L, uint32_t slot) {
  if (slot) {
    lua_getiuservalue(L, 1, 1);
    int owner = lua_gettop(L);
    bl_free_slot(L, lua_touserdata(L, owner), owner, slot);
  }
  return bl_call_prelude(L, BL_PRELUDE_WRITE, 3, 0);
}

// After an assignment, a JSON object and a record may refer to the same value: writing the key at
// stack position 2 to one of them must invalidate what the other caches for that key.
static void note_alias(lua_State *L, bl_vm *vm) {
  const void *key = lua_topointer(L, 2);
  for (uint32_t i = 0; i < vm->lasting_count; i++) {
    if (vm->lasting[i] == key) vm->has_alias = true;
  }
}

// Called with at least three arguments, of which the first is an object.
int bl_object_newindex(lua_State *L) {
  bl_object *self = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  bl_value key, value;
  uint32_t freed = 0;
  self->child_key = NULL;
  if (vm->has_moved && !vm->has_alias && shape_of(vm, self) == BL_MAP) note_alias(L, vm);
  bl_value_at(L, 2, &key);
  value_to_write(L, self, 3, &value);
  vm->L = L;
  bl_value made;
  made.tag = BL_NIL;
  int status, turns = 0;
  do status = vm->host.newindex(vm->context, self, &key, &value, &freed, &made);
  while (status == BL_OVER_BUDGET && bl_calls_again(L, vm, &turns));
  if (status == BL_PRELUDE) return write_by_prelude(L, value.type);
  end_write(L, vm, status, value.type, freed, &made);
  return 0;
}

static lua_Integer array_length(lua_State *L, bl_vm *vm, bl_object *self) {
  bl_value result = {.tag = BL_NIL};
  vm->L = L;
  if (vm->host.length(vm->context, self, &result) != BL_OK) bl_raise(L, vm);
  return result.integer;
}

int bl_array_insert(lua_State *L) {
  bl_object *self = bl_check_self(L);
  bl_vm *vm = vm_of(L);
  lua_Integer length = array_length(L, vm, self);
  lua_Integer position = length + 1;
  int count = lua_gettop(L);
  if (count == 3) {
    position = luaL_checkinteger(L, 2);
    luaL_argcheck(L, position >= 1 && position <= length + 1, 2, "position out of bounds");
  } else if (count != 2) {
    return luaL_error(L, "wrong number of arguments to 'insert'");
  }
  if (lua_isnil(L, count)) return luaL_error(L, "an array takes json.null, not nil");
  bl_value value, made = {.tag = BL_NIL};
  value_to_write(L, self, count, &value);
  int status, turns = 0;
  do status = vm->host.insert(vm->context, self, position, &value, &made);
  while (status == BL_OVER_BUDGET && bl_calls_again(L, vm, &turns));
  end_write(L, vm, status, value.type, 0, &made);
  return 0;
}

int bl_array_remove(lua_State *L) {
  bl_object *self = bl_check_self(L);
  bl_vm *vm = vm_of(L);
  lua_Integer length = array_length(L, vm, self);
  lua_Integer position = luaL_optinteger(L, 2, length);
  if (length == 0 && (position == 0 || position == length)) {
    lua_pushnil(L);
    return 1;
  }
  luaL_argcheck(L, position >= 1 && position <= length + 1, 2, "position out of bounds");
  lua_settop(L, 1);
  lua_pushinteger(L, position);
  bl_object_index(L);
  if (position > length) return 1;
  int result = lua_gettop(L);
  uint32_t freed = 0;
  int status = vm->host.remove(vm->context, self, position, &freed);
  bl_value none = {.tag = BL_NIL};
  end_write(L, vm, status, 0, freed, &none);
  lua_settop(L, result);
  return 1;
}
