// The types of handles: userdata for numbered objects of the host, such as open files. Their
// fields, methods and finalizers.
#include <stdlib.h>

#include "objects/objects.h"

// Only queues the number, which the host gets by bl_next_dead_handle when no Lua code is running.
static int handle_gc(lua_State *L) {
  bl_handle *handle = handle_at(L, 1);
  bl_numbers *dead = &vm_of(L)->dead_handles;
  if (!handle) return 0;
  if (dead->count == dead->capacity) {
    size_t capacity = dead->capacity ? 2 * dead->capacity : 16;
    uint64_t *numbers = realloc(dead->numbers, capacity * sizeof *numbers);
    if (!numbers) return 0;
    dead->numbers = numbers;
    dead->capacity = capacity;
  }
  dead->numbers[dead->count++] = handle->number;
  return 0;
}

bool bl_next_dead_handle(bl_vm *vm, uint64_t *number) {
  if (vm->dead_handles.count == 0) return false;
  *number = vm->dead_handles.numbers[--vm->dead_handles.count];
  return true;
}

static const bl_handle *check_handle(lua_State *L) {
  const bl_handle *handle = handle_at(L, 1);
  if (!handle) luaL_argerror(L, 1, "a batchlua handle expected");
  return handle;
}

static int push_field(lua_State *L, int key_index) {
  bl_vm *vm = vm_of(L);
  bl_value handle, key = {.tag = BL_NIL}, result = {.tag = BL_NIL};
  bl_handle_value(vm, check_handle(L), &handle);
  if (key_index) bl_value_at(L, key_index, &key);
  vm->L = L;
  if (vm->host.field(vm->context, &handle, &key, &result) != BL_OK) return bl_raise(L, vm);
  bl_push(L, vm, 0, &result);
  return 1;
}

// Upvalue: the table of methods.
static int handle_index(lua_State *L) {
  check_handle(L);
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (!lua_isnil(L, 2) && lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  return push_field(L, 2);
}

static int handle_newindex(lua_State *L) {
  const bl_handle *handle = check_handle(L);
  return luaL_error(L, "fields of a %s cannot be assigned", vm_of(L)->handles[handle->type]);
}

static int handle_text(lua_State *L) { return push_field(L, 0); }

typedef struct {
  uint32_t type;
  uint32_t number;
  const char *name;
} bl_declaration;

static int add_handle_body(lua_State *L) {
  bl_declaration *declaration = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  static const luaL_Reg methods[] = {
      {"__gc", handle_gc}, {"__newindex", handle_newindex}, {"__tostring", handle_text},
      {NULL, NULL},
  };
  lua_createtable(L, 0, 8);
  luaL_setfuncs(L, methods, 0);
  lua_newtable(L);
  lua_pushcclosure(L, handle_index, 1);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, declaration->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  // The metatable keeps the name alive.
  lua_getfield(L, -1, "__name");
  vm->handles[declaration->type] = lua_tostring(L, -1);
  lua_pop(L, 1);
  vm->metatables[declaration->type] = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int bl_add_handle(bl_vm *vm, uint32_t type, const char *name) {
  bl_declaration declaration = {type, 0, name};
  return bl_protected(vm, add_handle_body, &declaration);
}

static int add_method_body(lua_State *L) {
  bl_declaration *declaration = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->metatables[declaration->type]);
  if (declaration->name[0] != '_') {
    lua_getfield(L, -1, "__index");
    lua_getupvalue(L, -1, 1);
  }
  lua_pushinteger(L, declaration->number);
  lua_pushcclosure(L, bl_call_host, 1);
  lua_setfield(L, -2, declaration->name);
  return 0;
}

int bl_add_method(bl_vm *vm, uint32_t type, uint32_t number, const char *name) {
  bl_declaration declaration = {type, number, name};
  return bl_protected(vm, add_method_body, &declaration);
}
