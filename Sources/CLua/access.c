// Reading and writing host objects: their metamethods.
#include "internal.h"

static bl_object *check_self(lua_State *L) {
  bl_object *self = object_at(L, 1);
  if (!self) luaL_argerror(L, 1, "a batchlua object expected");
  return self;
}

// The key at stack position 2 by its address, when it is a string that is kept forever: the
// first keys that gave an object are. Else NULL.
static const void *lasting_key(lua_State *L, bl_vm *vm) {
  const void *key = lua_topointer(L, 2);
  for (uint32_t i = 0; i < vm->lasting_count; i++) {
    if (vm->lasting[i] == key) return key;
  }
  if (vm->lasting_count == BL_LASTING || lua_type(L, 2) != LUA_TSTRING) return NULL;
  lua_pushvalue(L, 2);
  luaL_ref(L, LUA_REGISTRYINDEX);
  return vm->lasting[vm->lasting_count++] = key;
}

// Has the prelude's function of that number do it, with the arguments of the metamethod.
static BL_APART int call_prelude(lua_State *L, int number, int arguments, int results) {
  lua_settop(L, arguments);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_rawgeti(L, -1, number);
  lua_insert(L, 1);
  lua_pop(L, 1);
  lua_call(L, arguments, results);
  return results;
}

// Reached as a metamethod, whose first argument is an object: scripts cannot get at it.
int bl_object_index(lua_State *L) {
  bl_object *self = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  if (self->child_key && !vm->has_alias && lua_topointer(L, 2) == self->child_key) {
    if (lua_getiuservalue(L, 1, 2) == LUA_TUSERDATA) return 1;
    lua_getiuservalue(L, 1, 1);
    bl_make_object(L, vm, lua_gettop(L), self->owner, (uint32_t)(self->child % BL_MAX_TYPES),
                   self->child / BL_MAX_TYPES);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 2);
    return 1;
  }
  bl_value key, result;
  bl_value_at(L, 2, &key);
  result.tag = BL_NIL;
  vm->L = L;
  int status = vm->host.index(vm->context, self, &key, &result);
  if (status == BL_PRELUDE) return call_prelude(L, BL_PRELUDE_READ, 2, 1);
  if (status != BL_OK) return bl_raise(L, vm);
  if (result.tag < BL_OBJECT) {
    bl_push(L, vm, 0, &result);
    return 1;
  }
  lua_getiuservalue(L, 1, 1);
  int owner = lua_gettop(L);
  if (result.tag != BL_OBJECT) {
    bl_push(L, vm, owner, &result);
    return 1;
  }
  if (result.made.id == self->id) vm->has_alias = true;
  bl_push_child(L, vm, self, owner, result.type, result.made.id);
  if (shape_of(vm, self) == BL_RECORD) self->child_key = lasting_key(L, vm);
  return 1;
}

// Anchors the value at a stack position in the owner's userdata, when Lua must keep it alive: it
// is a table, or an object.
static BL_APART void anchor_value(lua_State *L, bl_object *self, int index, bl_value *value) {
  lua_getiuservalue(L, 1, 1);
  int owner = lua_gettop(L);
  if (value->tag == BL_OBJECT) vm_of(L)->has_moved = true;
  if (value->tag == BL_TABLE || value->object->owner != self->owner) {
    value->type = bl_anchor(L, lua_touserdata(L, owner), owner, index);
  } else {
    // From now on it may be read from two places.
    lua_pushvalue(L, index);
    bl_list_object(L, owner, bl_object_key(value->object->type, value->object->id));
    lua_pop(L, 1);
  }
}

// The value at a stack position for a write to `self`, which is at 1.
static void value_to_write(lua_State *L, bl_object *self, int index, bl_value *value) {
  bl_value_at(L, index, value);
  value->type = 0;
  if (value->tag == BL_TABLE || value->tag == BL_OBJECT) anchor_value(L, self, index, value);
}

// Whether an array stands in a slot of the owner at a stack position.
static bool has_array(lua_State *L, bl_vm *vm, int owner, uint32_t slot) {
  lua_getiuservalue(L, owner, OWNER_SLOTS);
  lua_rawgeti(L, -1, slot);
  bl_object *object = object_at(L, -1);
  bool is_array = object ? shape_of(vm, object) == BL_ARRAY
                         : lua_istable(L, -1) && bl_is_array(L, lua_gettop(L));
  lua_pop(L, 2);
  return is_array;
}

// A table that took the place of an array is one too, also when it is empty.
static void mark_list(lua_State *L, int owner, uint32_t slot) {
  lua_getiuservalue(L, owner, OWNER_SLOTS);
  if (lua_rawgeti(L, -1, slot) == LUA_TTABLE) bl_mark_list(L, -1);
  lua_pop(L, 2);
}

// Ends a write that has an effect on slots: frees the one that it set free, or that of a value that
// was refused. What the host has made of the value takes its slot.
static void settle_slots(lua_State *L, bl_vm *vm, int status, uint32_t slot, uint32_t freed,
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
    settle_slots(L, vm, status, slot, freed, made);
  }
}

// `slot` anchors the value, if it is not 0.
static int write_by_prelude(lua_State *L, uint32_t slot) {
  if (slot) {
    lua_getiuservalue(L, 1, 1);
    int owner = lua_gettop(L);
    bl_free_slot(L, lua_touserdata(L, owner), owner, slot);
  }
  return call_prelude(L, BL_PRELUDE_WRITE, 3, 0);
}

// A JSON object may have become a record's place by assignment: writing to it what a record
// remembers, the key at stack position 2, ends remembering.
static void note_alias(lua_State *L, bl_vm *vm) {
  const void *key = lua_topointer(L, 2);
  for (uint32_t i = 0; i < vm->lasting_count; i++) {
    if (vm->lasting[i] == key) vm->has_alias = true;
  }
}

// With three arguments at least, of which the first is an object.
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
  bl_object *self = check_self(L);
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
  bl_object *self = check_self(L);
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

int bl_object_length(lua_State *L) {
  bl_object *self = check_self(L);
  bl_vm *vm = vm_of(L);
  bl_value result = {.tag = BL_NIL};
  vm->L = L;
  if (vm->host.length(vm->context, self, &result) != BL_OK) return bl_raise(L, vm);
  bl_push(L, vm, 0, &result);
  return 1;
}

int bl_object_next(lua_State *L) {
  bl_object *self = check_self(L);
  bl_vm *vm = vm_of(L);
  lua_settop(L, 2);
  bl_value key, next_key = {.tag = BL_NIL}, value = {.tag = BL_NIL};
  bl_value_at(L, 2, &key);
  vm->L = L;
  if (vm->host.next(vm->context, self, &key, &next_key, &value) != BL_OK) return bl_raise(L, vm);
  if (next_key.tag == BL_NIL) {
    lua_pushnil(L);
    return 1;
  }
  lua_getiuservalue(L, 1, 1);
  bl_push(L, vm, 3, &next_key);
  if (value.tag == BL_OBJECT) bl_push_child(L, vm, self, 3, value.type, value.made.id);
  else bl_push(L, vm, 3, &value);
  return 2;
}

int bl_object_pairs(lua_State *L) {
  check_self(L);
  lua_pushcfunction(L, bl_object_next);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

int bl_object_text(lua_State *L) {
  bl_object *self = check_self(L);
  bl_vm *vm = vm_of(L);
  bl_value result = {.tag = BL_NIL};
  vm->L = L;
  if (vm->host.text(vm->context, self, &result) != BL_OK) return bl_raise(L, vm);
  bl_push(L, vm, 0, &result);
  return 1;
}
