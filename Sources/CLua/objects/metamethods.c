// The metamethods of host objects that read. For those that write, see writes.c.
#include "objects/objects.h"

bl_object *bl_check_self(lua_State *L) {
  bl_object *self = object_at(L, 1);
  if (!self) luaL_argerror(L, 1, "a batchlua object expected");
  return self;
}

// The address of the string at stack position 2 if it is one of the first keys that objects were
// read by, which are never freed; else NULL.
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

BL_APART int bl_call_prelude(lua_State *L, int number, int arguments, int results) {
  lua_settop(L, arguments);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_rawgeti(L, -1, number);
  lua_insert(L, 1);
  lua_pop(L, 1);
  lua_call(L, arguments, results);
  return results;
}

// Only called as a metamethod, so the first argument is an object.
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
  if (status == BL_PRELUDE) return bl_call_prelude(L, BL_PRELUDE_READ, 2, 1);
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

int bl_object_length(lua_State *L) {
  bl_object *self = bl_check_self(L);
  bl_vm *vm = vm_of(L);
  bl_value result = {.tag = BL_NIL};
  vm->L = L;
  if (vm->host.length(vm->context, self, &result) != BL_OK) return bl_raise(L, vm);
  bl_push(L, vm, 0, &result);
  return 1;
}

int bl_object_next(lua_State *L) {
  bl_object *self = bl_check_self(L);
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
  bl_check_self(L);
  lua_pushcfunction(L, bl_object_next);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

int bl_object_text(lua_State *L) {
  bl_object *self = bl_check_self(L);
  bl_vm *vm = vm_of(L);
  bl_value result = {.tag = BL_NIL};
  vm->L = L;
  if (vm->host.text(vm->context, self, &result) != BL_OK) return bl_raise(L, vm);
  bl_push(L, vm, 0, &result);
  return 1;
}
