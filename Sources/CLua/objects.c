// Host objects: userdata that stand for a place in an owner, and the owners themselves.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// ---- owners

static const char owner_name[] = "batchlua.owner";

// User values of an owner's userdata.
enum { OWNER_SLOTS = 1, OWNER_OBJECTS = 2 };

// Only remembers what is dead: the host frees it when no Lua code is running.
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

// An owner whose adoption ended with an error is dead.
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

void bl_adopt_owner(lua_State *L, bl_vm *vm, void *handle) {
  drop_adopted(vm);
  bl_box *box = malloc(sizeof *box);
  if (!box) luaL_error(L, "not enough memory");
  *box = (bl_box){handle, NULL};
  vm->adopted = box;
  vm->owners++;
  bl_owner *owner = lua_newuserdatauv(L, sizeof *owner, 2);
  *owner = (bl_owner){0};
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
  bl_adopt_owner(L, vm, owner);
  lua_rawseti(L, LUA_REGISTRYINDEX, vm->current_reference);
  vm->current = owner;
  return 0;
}

int bl_adopt(bl_vm *vm, void *owner) { return bl_protected(vm, adopt_body, owner); }

// The reference exists, so that writing to it allocates nothing.
void bl_release(bl_vm *vm) {
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

static uint32_t anchor(lua_State *L, bl_owner *owner, int owner_index, int value) {
  if (lua_getiuservalue(L, owner_index, OWNER_SLOTS) != LUA_TTABLE) {
    lua_pop(L, 1);
    // Mostly each record of a chunk gets a table, or none does.
    lua_createtable(L, owner->box->owner == vm_of(L)->current ? 128 : 1, 0);
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

// Anchors the value on top in a slot instead of what is there.
static void set_slot(lua_State *L, int owner_index, uint32_t slot) {
  lua_getiuservalue(L, owner_index, OWNER_SLOTS);
  lua_insert(L, -2);
  lua_rawseti(L, -2, slot);
  lua_pop(L, 1);
}

// The slot exists, so that writing to it allocates nothing.
static void free_slot(lua_State *L, bl_owner *owner, int owner_index, uint32_t slot) {
  lua_getiuservalue(L, owner_index, OWNER_SLOTS);
  lua_pushinteger(L, owner->free_slot);
  lua_rawseti(L, -2, slot);
  lua_pop(L, 1);
  owner->free_slot = slot;
}

// ---- values

void bl_value_at(lua_State *L, int index, bl_value *value) {
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
      value->tag = BL_NIL;
      return;
    case LUA_TBOOLEAN:
      value->tag = BL_BOOLEAN;
      value->boolean = lua_toboolean(L, index);
      return;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        value->tag = BL_INTEGER;
        value->integer = lua_tointeger(L, index);
      } else {
        value->tag = BL_NUMBER;
        value->number = lua_tonumber(L, index);
      }
      return;
    case LUA_TSTRING:
      value->tag = BL_STRING;
      value->string.bytes = lua_tolstring(L, index, &value->string.length);
      return;
    case LUA_TLIGHTUSERDATA:
      value->tag = lua_touserdata(L, index) ? BL_OTHER : BL_NULL;
      value->string.bytes = "userdata";
      return;
    case LUA_TUSERDATA:
      value->object = object_at(L, index);
      value->tag = value->object ? BL_OBJECT : BL_OTHER;
      if (value->object) return;
      value->string.bytes = "userdata";
      if (handle_at(L, index)) bl_handle_value(L, vm_of(L), handle_at(L, index), value);
      return;
    case LUA_TTABLE:
      value->tag = BL_TABLE;
      value->integer = lua_absindex(L, index);
      return;
    default:
      value->tag = BL_OTHER;
      value->string.bytes = luaL_typename(L, index);
      return;
  }
}

// The key of an object among those of its owner; never 0 for one that is read from another.
static inline uint64_t object_key(uint32_t type, uint64_t id) { return id * BL_MAX_TYPES + type; }

void bl_make_record(lua_State *L, bl_vm *vm, int owner, const bl_turn *turn) {
  bl_make_object(L, vm, owner, turn->type, turn->id);
  if (!turn->has_child) return;
  bl_object *record = lua_touserdata(L, -1);
  record->child = object_key(turn->child_type, turn->child);
  record->child_key = vm->foretold[turn->type];
}

void bl_make_object(lua_State *L, bl_vm *vm, int owner, uint32_t type, uint64_t id) {
  bl_owner *holder = lua_touserdata(L, owner);
  bl_object *object = lua_newuserdatauv(L, sizeof *object, 2);
  *object = (bl_object){BL_MAGIC, type, holder->box->owner, id, 0, NULL};
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->metatables[type]);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, owner);
  lua_setiuservalue(L, -2, 1);
}


// Lists the object on top among those of the owner at `owner`.
static void list_object(lua_State *L, int owner, uint64_t key) {
  if (lua_getiuservalue(L, owner, OWNER_OBJECTS) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_owners);
    lua_getmetatable(L, -1);
    lua_setmetatable(L, -3);
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, owner, OWNER_OBJECTS);
  }
  lua_pushvalue(L, -2);
  lua_rawseti(L, -2, (lua_Integer)key);
  lua_pop(L, 1);
}

// Pushes the object that is listed under a key; false, with nothing pushed, when none is.
static bool push_listed(lua_State *L, int owner, uint64_t key) {
  if (lua_getiuservalue(L, owner, OWNER_OBJECTS) == LUA_TTABLE) {
    if (lua_rawgeti(L, -1, (lua_Integer)key) == LUA_TUSERDATA) {
      lua_remove(L, -2);
      return true;
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return false;
}

void bl_push_object(lua_State *L, bl_vm *vm, int owner, uint32_t type, uint64_t id) {
  uint64_t key = object_key(type, id);
  if (push_listed(L, owner, key)) return;
  bl_make_object(L, vm, owner, type, id);
  list_object(L, owner, key);
}

// Pushes what was read from `self` at stack position 1, whose owner is at `owner`, and remembers
// it there. It is listed too, for `self` may be gone and made again while the script has what was
// read from it. A record is not made again: what was read from one is listed when another takes
// its place, or while a place may be read from two objects.
static void push_child(lua_State *L, bl_vm *vm, bl_object *self, int owner, uint32_t type,
                       uint64_t id) {
  uint64_t key = object_key(type, id);
  if (self->child) {
    bool is_made = lua_getiuservalue(L, 1, 2) == LUA_TUSERDATA;
    if (is_made && key == self->child) return;
    if (is_made) list_object(L, owner, self->child);
    lua_pop(L, 1);
  }
  if (!push_listed(L, owner, key)) {
    bl_make_object(L, vm, owner, type, id);
    if (vm->has_alias || !vm->foretold[self->type]) list_object(L, owner, key);
  }
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, 1, 2);
  self->child = key;
  self->child_key = NULL;
}

// `owner` is the stack position of the owner's userdata, for results that stand for its places.
void bl_push(lua_State *L, bl_vm *vm, int owner, const bl_value *value) {
  switch (value->tag) {
    case BL_BOOLEAN: lua_pushboolean(L, value->boolean); return;
    case BL_INTEGER: lua_pushinteger(L, value->integer); return;
    case BL_NUMBER: lua_pushnumber(L, value->number); return;
    case BL_STRING: lua_pushlstring(L, value->string.bytes, value->string.length); return;
    case BL_NULL: lua_pushlightuserdata(L, NULL); return;
    case BL_OBJECT: bl_push_object(L, vm, owner, value->type, value->made.id); return;
    case BL_SLOT:
      lua_getiuservalue(L, owner, OWNER_SLOTS);
      lua_rawgeti(L, -1, value->integer);
      lua_remove(L, -2);
      return;
    case BL_FUNCTION:
      lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
      lua_rawgeti(L, -1, value->integer);
      lua_remove(L, -2);
      return;
    case BL_OWNER: {
      uint32_t type = value->type;
      uint64_t id = value->made.id;
      bl_push_owner(L, vm, value->made.owner);
      if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        size_t kilobytes = value->made.bytes >> 10;
        bl_adopt_owner(L, vm, value->made.owner);
        // What the host holds for it counts for the collector.
        lua_gc(L, LUA_GCSTEP, kilobytes < 1 << 20 ? (int)kilobytes + 2 : 1 << 20);
      }
      bl_push_object(L, vm, lua_gettop(L), type, id);
      lua_remove(L, -2);
      return;
    }
    case BL_HANDLE: bl_push_handle(L, vm, value); return;
    case BL_ROW:
      lua_createtable(L, 0, (int)value->row.count);
      for (size_t i = 0; i < 2 * value->row.count; i += 2) {
        bl_push(L, vm, owner, &value->row.pairs[i]);
        bl_push(L, vm, owner, &value->row.pairs[i + 1]);
        lua_rawset(L, -3);
      }
      return;
    default: lua_pushnil(L); return;
  }
}

// ---- metamethods

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

// Reached as a metamethod, whose first argument is an object: scripts cannot get at it.
int bl_object_index(lua_State *L) {
  bl_object *self = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  if (self->child_key && !vm->has_alias && lua_topointer(L, 2) == self->child_key) {
    if (lua_getiuservalue(L, 1, 2) == LUA_TUSERDATA) return 1;
    lua_getiuservalue(L, 1, 1);
    bl_make_object(L, vm, lua_gettop(L), (uint32_t)(self->child % BL_MAX_TYPES),
                   self->child / BL_MAX_TYPES);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, 2);
    return 1;
  }
  bl_value key, result;
  bl_value_at(L, 2, &key);
  result.tag = BL_NIL;
  vm->L = L;
  if (vm->host.index(vm->context, self, &key, &result) != BL_OK) return bl_raise(L, vm);
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
  push_child(L, vm, self, owner, result.type, result.made.id);
  if (shape_of(vm, self) == BL_RECORD) self->child_key = lasting_key(L, vm);
  return 1;
}

// The value at a stack position for a write to `self`, which is at 1. When Lua must keep it alive,
// it is anchored in the owner's userdata, which then is at `owner_index`.
static void value_to_write(lua_State *L, bl_object *self, int index, int owner_index,
                           bl_value *value) {
  bl_value_at(L, index, value);
  value->type = 0;
  if (value->tag != BL_TABLE && value->tag != BL_OBJECT) return;
  lua_getiuservalue(L, 1, 1);
  lua_replace(L, owner_index);
  if (value->tag == BL_TABLE || value->object->owner != self->owner) {
    value->type = anchor(L, lua_touserdata(L, owner_index), owner_index, index);
  } else {
    // From now on it may be read from two places.
    lua_pushvalue(L, index);
    list_object(L, owner_index, object_key(value->object->type, value->object->id));
    lua_pop(L, 1);
  }
}

// Ends a write: frees the slot that it set free, or the one of a value that was refused. What the
// host has made of the value takes its slot.
static void end_write(lua_State *L, bl_vm *vm, int status, uint32_t slot, uint32_t freed,
                      const bl_value *made, int owner_index) {
  if (status != BL_OK) freed = slot;
  if (freed) {
    lua_getiuservalue(L, 1, 1);
    lua_replace(L, owner_index);
    free_slot(L, lua_touserdata(L, owner_index), owner_index, freed);
  }
  if (status != BL_OK) bl_raise(L, vm);
  if (made->tag != BL_OWNER) return;
  bl_push(L, vm, owner_index, made);
  set_slot(L, owner_index, slot);
}

// A JSON object may have become a record's place by assignment: writing to it what a record
// remembers, the key at stack position 2, ends remembering.
static void note_alias(lua_State *L, bl_vm *vm) {
  const void *key = lua_topointer(L, 2);
  for (uint32_t i = 0; i < vm->lasting_count; i++) {
    if (vm->lasting[i] == key) vm->has_alias = true;
  }
}

int bl_object_newindex(lua_State *L) {
  bl_object *self = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  lua_settop(L, 4);
  bl_value key, value;
  uint32_t freed = 0;
  self->child_key = NULL;
  if (shape_of(vm, self) == BL_MAP) note_alias(L, vm);
  bl_value_at(L, 2, &key);
  value_to_write(L, self, 3, 4, &value);
  vm->L = L;
  bl_value made = {.tag = BL_NIL};
  int status, turns = 0;
  do status = vm->host.newindex(vm->context, self, &key, &value, &freed, &made);
  while (bl_calls_again(L, vm, status, &turns));
  end_write(L, vm, status, value.type, freed, &made, 4);
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
  lua_pushnil(L);
  bl_value value, made = {.tag = BL_NIL};
  value_to_write(L, self, count, count + 1, &value);
  int status, turns = 0;
  do status = vm->host.insert(vm->context, self, position, &value, &made);
  while (bl_calls_again(L, vm, status, &turns));
  end_write(L, vm, status, value.type, 0, &made, count + 1);
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
  lua_pushnil(L);
  uint32_t freed = 0;
  int status = vm->host.remove(vm->context, self, position, &freed);
  bl_value none = {.tag = BL_NIL};
  end_write(L, vm, status, 0, freed, &none, result + 1);
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
  if (value.tag == BL_OBJECT) push_child(L, vm, self, 3, value.type, value.made.id);
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
