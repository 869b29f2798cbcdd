// Host objects: userdata that refer to a value in an owner. Conversion of values that are passed.
#include "objects/objects.h"

char bl_key_groups;

void bl_other_at(lua_State *L, int index, int type, bl_value *value) {
  switch (type) {
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
    case LUA_TLIGHTUSERDATA:
      value->tag = lua_touserdata(L, index) ? BL_OTHER : BL_NULL;
      value->string.bytes = "userdata";
      return;
    case LUA_TUSERDATA:
      value->object = object_at(L, index);
      value->tag = value->object ? BL_OBJECT : BL_OTHER;
      if (value->object) return;
      value->string.bytes = "userdata";
      if (handle_at(L, index)) bl_handle_value(vm_of(L), handle_at(L, index), value);
      return;
    case LUA_TTABLE:
      value->tag = BL_TABLE;
      value->integer = lua_absindex(L, index);
      return;
    default:
      value->tag = BL_OTHER;
      value->string.bytes = lua_typename(L, type);
      return;
  }
}

void bl_make_record(lua_State *L, bl_vm *vm, int owner, void *of, const bl_next_record *next) {
  bl_object *record = bl_make_object(L, vm, owner, of, next->type, next->id);
  if (!next->has_child) return;
  record->child = bl_object_key(next->child_type, next->child);
  record->child_key = vm->prefetched[next->type];
}

void bl_push_copy(lua_State *L, bl_vm *vm, int owner, const bl_next_record *next) {
  const bl_owner *holder = lua_touserdata(L, owner);
  bl_make_record(L, vm, owner, holder->box->owner, next);
}

bl_object *bl_make_object(lua_State *L, bl_vm *vm, int owner, void *of, uint32_t type,
                          uint64_t id) {
  bl_object *object = lua_newuserdatauv(L, sizeof *object, 2);
  *object = (bl_object){BL_MAGIC, (uint16_t)type, false, of, id, 0, NULL};
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->metatables[type]);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, owner);
  lua_setiuservalue(L, -2, 1);
  return object;
}

static void list_object(lua_State *L, int owner, bl_object *object) {
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
  lua_rawseti(L, -2, (lua_Integer)bl_object_key(object->type, object->id));
  lua_pop(L, 1);
  object->is_listed = true;
}

void bl_list_object(lua_State *L, int owner) {
  bl_object *object = lua_touserdata(L, -1);
  lua_pushvalue(L, -1);
  do {
    if (!object->is_listed) list_object(L, owner, object);
    lua_getiuservalue(L, -1, 2);
    lua_remove(L, -2);
    object = lua_touserdata(L, -1);
  } while (object && !object->is_listed);
  lua_pop(L, 1);
}

// Pushes the object that is listed under a key; false, without pushing, if there is none.
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
  uint64_t key = bl_object_key(type, id);
  if (push_listed(L, owner, key)) return;
  const bl_owner *holder = lua_touserdata(L, owner);
  list_object(L, owner, bl_make_object(L, vm, owner, holder->box->owner, type, id));
}

// Whether an object that was read from `self` is listed from the beginning, for it may be asked for
// elsewhere: by another object that refers to the same value as `self`, which needs an alias or an
// object that was moved, or by one that is made again, as `self` may be if it is listed itself. A
// record is not made again.
static inline bool lists_children(bl_vm *vm, const bl_object *self) {
  return vm->has_alias || vm->has_moved || (self->is_listed && !vm->prefetched[self->type]);
}

// Pushes the object that was read from `self`, at stack position 1, with its owner at `owner`, and
// caches it in `self`. An object that is not listed is kept by this cache, and so by its record:
// it is listed, and all that it caches, when another one replaces it there.
void bl_push_child(lua_State *L, bl_vm *vm, bl_object *self, int owner, uint32_t type,
                       uint64_t id) {
  uint64_t key = bl_object_key(type, id);
  if (self->child) {
    bool is_made = lua_getiuservalue(L, 1, 2) == LUA_TUSERDATA;
    if (is_made && key == self->child) return;
    if (is_made) bl_list_object(L, owner);
    lua_pop(L, 1);
  }
  if (!push_listed(L, owner, key)) {
    bl_object *object = bl_make_object(L, vm, owner, self->owner, type, id);
    bool is_number = shape_of(vm, object) == BL_DIGITS;
    if (is_number || lists_children(vm, self)) list_object(L, owner, object);
  }
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, 1, 2);
  self->child = key;
  self->child_key = NULL;
}

// Sets the metatable of the row on top to that of its group, which the prelude makes from the first
// row; its field 1 is the last row.
static void join_group(lua_State *L, uint32_t group) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_groups);
  if (lua_rawgeti(L, -1, group) == LUA_TNIL) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
    lua_rawgeti(L, -1, BL_GROUP_MAKER);
    lua_pushvalue(L, -5);
    lua_pushinteger(L, group);
    lua_call(L, 2, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -5, group);
    lua_insert(L, -3);
    lua_pop(L, 2);
  }
  lua_pushvalue(L, -3);
  lua_rawseti(L, -2, 1);
  lua_setmetatable(L, -3);
  lua_pop(L, 1);
}

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
    case BL_NEW_OWNER: {
      uint32_t type = value->type;
      uint64_t id = value->made.id;
      bl_push_owner(L, vm, value->made.owner);
      if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        size_t kilobytes = value->made.bytes >> 10;
        bl_adopt_owner(L, vm, value->made.owner, false);
        // The collector must account for the memory that the host has for it.
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
      if (value->row.group) join_group(L, value->row.group);
      return;
    default: lua_pushnil(L); return;
  }
}

void bl_push_field(lua_State *L, bl_vm *vm, const char *name) {
  bl_object *object = object_at(L, -1);
  bl_value key = {.tag = BL_STRING}, result = {.tag = BL_NIL};
  key.string.bytes = name;
  key.string.length = strlen(name);
  vm->L = L;
  if (object && vm->host.index(vm->context, object, &key, &result) != BL_OK) result.tag = BL_NIL;
  bl_push(L, vm, 2, &result);
}
