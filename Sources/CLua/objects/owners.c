// Owners of host objects, and their slots, which anchor Lua values.
#include <stdlib.h>

#include "objects/objects.h"

char bl_key_owners;

static const char owner_name[] = "batchlua.owner";

// Only marks the owner as dead; the host frees it when no Lua code is running.
static int owner_gc(lua_State *L) {
  bl_vm *vm = vm_of(L);
  bl_owner *owner = lua_touserdata(L, 1);
  if (owner && owner->box) {
    owner->box->next = vm->dead;
    vm->dead = owner->box;
    owner->box = NULL;
  }
  return 0;
}

void bl_open_owners(lua_State *L) {
  luaL_newmetatable(L, owner_name);
  lua_pushcfunction(L, owner_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1);
}

// An owner whose adoption failed is dead.
static void drop_adopted(bl_vm *vm) {
  bl_box *box = vm->adopted;
  if (!box) return;
  box->next = vm->dead;
  vm->dead = box;
  vm->adopted = NULL;
}

void *bl_next_dead(bl_vm *vm) {
  drop_adopted(vm);
  bl_box *box = vm->dead;
  if (!box) return NULL;
  void *owner = box->owner;
  vm->dead = box->next;
  vm->owners--;
  free(box);
  return owner;
}

size_t bl_owners(bl_vm *vm) { return vm->owners; }

// Owners of records sort first, because their number depends on the size of chunks.
uint64_t bl_next_number(bl_vm *vm) { return ++vm->adoptions + ((uint64_t)1 << 48); }

void bl_adopt_owner(lua_State *L, bl_vm *vm, void *handle, bool is_of_records) {
  drop_adopted(vm);
  bl_box *box = malloc(sizeof *box);
  if (!box) luaL_error(L, "not enough memory");
  *box = (bl_box){handle, NULL};
  vm->adopted = box;
  vm->owners++;
  bl_owner *owner = lua_newuserdatauv(L, sizeof *owner, 2);
  *owner = (bl_owner){.number = is_of_records ? ++vm->adoptions : bl_next_number(vm)};
  luaL_setmetatable(L, owner_name);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_owners);
  lua_pushvalue(L, -2);
  lua_rawsetp(L, -2, handle);
  lua_pop(L, 1);
  vm->adopted = NULL;
  owner->box = box;
}

static int adopt_body(lua_State *L) {
  void *owner = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  bl_adopt_owner(L, vm, owner, true);
  lua_rawseti(L, LUA_REGISTRYINDEX, vm->current_reference);
  vm->current = owner;
  return 0;
}

int bl_adopt(bl_vm *vm, void *owner) { return bl_protected(vm, adopt_body, owner); }

// The reference exists, so writing to it does not allocate.
void bl_release(bl_vm *vm) {
  lua_rawgeti(vm->main, LUA_REGISTRYINDEX, vm->current_reference);
  const bl_owner *owner = lua_touserdata(vm->main, -1);
  if (owner && owner->slots) vm->usual_slots = owner->slots < 4096 ? owner->slots : 4096;
  lua_pop(vm->main, 1);
  lua_pushboolean(vm->main, false);
  lua_rawseti(vm->main, LUA_REGISTRYINDEX, vm->current_reference);
  vm->current = NULL;
}

void bl_push_owner(lua_State *L, bl_vm *vm, void *owner) {
  if (owner == vm->current) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, vm->current_reference);
    return;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_owners);
  lua_rawgetp(L, -1, owner);
  lua_remove(L, -2);
}

// ---- slots

uint32_t bl_anchor(lua_State *L, bl_owner *owner, int owner_index, int value) {
  if (lua_getiuservalue(L, owner_index, OWNER_SLOTS) != LUA_TTABLE) {
    lua_pop(L, 1);
    // Usually either each record of a chunk gets a table, or none does: room for as many as in the
    // last chunk that had some.
    bl_vm *vm = vm_of(L);
    lua_createtable(L, owner->box->owner == vm->current ? (int)vm->usual_slots : 1, 0);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, owner_index, OWNER_SLOTS);
  }
  uint32_t slot = owner->free_slot;
  if (slot) {
    lua_rawgeti(L, -1, slot);
    owner->free_slot = (uint32_t)lua_tointeger(L, -1);
    lua_pop(L, 1);
  } else {
    slot = ++owner->slots;
  }
  lua_pushvalue(L, value);
  lua_rawseti(L, -2, slot);
  lua_pop(L, 1);
  return slot;
}

void bl_set_slot(lua_State *L, int owner_index, uint32_t slot) {
  lua_getiuservalue(L, owner_index, OWNER_SLOTS);
  lua_insert(L, -2);
  lua_rawseti(L, -2, slot);
  lua_pop(L, 1);
}

// The slot exists, so writing to it does not allocate.
void bl_free_slot(lua_State *L, bl_owner *owner, int owner_index, uint32_t slot) {
  lua_getiuservalue(L, owner_index, OWNER_SLOTS);
  lua_pushinteger(L, owner->free_slot);
  lua_rawseti(L, -2, slot);
  lua_pop(L, 1);
  owner->free_slot = slot;
}
