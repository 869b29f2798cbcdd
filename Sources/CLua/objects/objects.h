// Passing values; userdata of the host: owners, their objects, and handles; marks of Lua tables as
// JSON.
#pragma once

#include "state/state.h"

// The first word of each kind of userdata. Those of Lua itself begin with an aligned address.
enum {
  BL_MAGIC = 0xBA7C41A5u,
  BL_HANDLE_MAGIC = 0xBA7C41A6u,
  BL_STREAM_MAGIC = 0xBA7C41A7u,
  BL_REGEX_MAGIC = 0xBA7C41A9u,
};

// The host object at a stack position, or NULL; raises nothing.
static inline bl_object *object_at(lua_State *L, int index) {
  bl_object *object = lua_touserdata(L, index);
  if (!object || lua_type(L, index) != LUA_TUSERDATA) return NULL;
  if (lua_rawlen(L, index) != sizeof(bl_object) || object->magic != BL_MAGIC) return NULL;
  return object;
}

// The key of an object among those of its owner; never 0 for an object that is read from another
// one.
static inline uint64_t bl_object_key(uint32_t type, uint64_t id) {
  return id * BL_MAX_TYPES + type;
}

static inline int shape_of(bl_vm *vm, const bl_object *object) { return vm->shapes[object->type]; }

// The header of numbered userdata: handles, regexes, the streams of io.
typedef struct {
  uint32_t magic;
  uint32_t type;  // of a handle
  uint64_t number;
} bl_numbered;

// The userdata of a handle. Its user value is the owner that it keeps alive.
typedef bl_numbered bl_handle;

static inline bl_handle *handle_at(lua_State *L, int index) {
  bl_handle *handle = lua_touserdata(L, index);
  if (!handle || lua_type(L, index) != LUA_TUSERDATA) return NULL;
  if (lua_rawlen(L, index) != sizeof(bl_handle) || handle->magic != BL_HANDLE_MAGIC) return NULL;
  return handle;
}

// ---- owners.c

extern char bl_key_owners;  // in the registry: the userdata of owners by their addresses

// The part of an owner outside of Lua. Its userdata has two user values, each nil until it is
// needed: the values that slots anchor, and a weak table of its objects that no other object
// caches.
struct bl_box {
  void *owner;
  struct bl_box *next;
};

typedef struct {
  bl_box *box;
  uint32_t slots;
  uint32_t free_slot;
  uint64_t number;  // in the order of adoption, owners of records first
} bl_owner;

enum { OWNER_SLOTS = 1, OWNER_OBJECTS = 2 };  // its user values

void bl_open_owners(lua_State *L);
void bl_push_owner(lua_State *L, bl_vm *vm, void *owner);  // nil if it is dead; raises nothing
void bl_adopt_owner(lua_State *L, bl_vm *vm, void *owner, bool is_of_records);
// Anchors the value at a stack position in a slot of the owner; returns the number of the slot.
uint32_t bl_anchor(lua_State *L, bl_owner *owner, int owner_index, int value);
// Replaces the value in a slot by the value on top.
void bl_set_slot(lua_State *L, int owner_index, uint32_t slot);
void bl_free_slot(lua_State *L, bl_owner *owner, int owner_index, uint32_t slot);

// ---- objects.c

extern char bl_key_groups;  // in the registry: the metatables of groups of rows

// The number of the prelude's function that makes the metatable of a group of rows.
enum { BL_GROUP_MAKER = -1 };

// The value at a stack position. Most are strings; bl_other_at is for all others. Neither raises.
void bl_other_at(lua_State *L, int index, int type, bl_value *value);
static inline void bl_value_at(lua_State *L, int index, bl_value *value) {
  int type = lua_type(L, index);
  if (type != LUA_TSTRING) {
    bl_other_at(L, index, type, value);
    return;
  }
  value->tag = BL_STRING;
  value->string.bytes = lua_tolstring(L, index, &value->string.length);
}
// Pushes a value. `owner` is the stack position of the owner's userdata, for objects of it.
void bl_push(lua_State *L, bl_vm *vm, int owner, const bl_value *value);
// Pushes a new object of the host's owner `of`, whose userdata is at `owner`.
bl_object *bl_make_object(lua_State *L, bl_vm *vm, int owner, void *of, uint32_t type,
                          uint64_t id);
// Pushes the listed object for that value, or else a new one.
void bl_push_object(lua_State *L, bl_vm *vm, int owner, uint32_t type, uint64_t id);
// Like bl_make_object, for a record and the value of its prefetched field.
void bl_make_record(lua_State *L, bl_vm *vm, int owner, void *of, const bl_next_record *next);
// Like bl_make_record, for the owner at `owner`.
void bl_push_copy(lua_State *L, bl_vm *vm, int owner, const bl_next_record *next);
// Lists the object on top among those of the owner at `owner`, with the one that it caches, the one
// that this caches, and so on.
void bl_list_object(lua_State *L, int owner);
// Pushes the object that was read from `self`, which is at 1, and caches it in `self`.
void bl_push_child(lua_State *L, bl_vm *vm, bl_object *self, int owner, uint32_t type,
                   uint64_t id);
// Pushes field `name` of the object on top, whose owner is at 2; nil if it has none.
void bl_push_field(lua_State *L, bl_vm *vm, const char *name);

// ---- metamethods.c, writes.c

bl_object *bl_check_self(lua_State *L);
int bl_object_index(lua_State *L);
int bl_object_newindex(lua_State *L);
int bl_object_length(lua_State *L);
int bl_object_next(lua_State *L);
int bl_object_pairs(lua_State *L);
int bl_object_text(lua_State *L);
int bl_array_insert(lua_State *L);
int bl_array_remove(lua_State *L);
// Calls the prelude's function `number` with the arguments of the metamethod.
int bl_call_prelude(lua_State *L, int number, int arguments, int results);

// ---- handles.c

void bl_handle_value(bl_vm *vm, const bl_handle *handle, bl_value *value);
void bl_push_handle(lua_State *L, bl_vm *vm, const bl_value *value);

// ---- register.c

extern char bl_key_functions;  // in the registry: functions of the host by their numbers

void bl_open_objects(lua_State *L, bl_vm *vm);
int bl_register(lua_State *L);
int bl_array_methods(lua_State *L);

// ---- calls.c

int bl_call_host(lua_State *L);  // upvalue: the function's number

// ---- digits.c

bool bl_is_digits(lua_State *L, int index);
// The value at a stack position; json.number as a float.
void bl_push_operand(lua_State *L, bl_vm *vm, int index);
void bl_add_operators(lua_State *L);  // to the metatable on top

// ---- null.c

void bl_open_null(lua_State *L);
const char *bl_type_name(lua_State *L, int index);  // "json.null", "table"; may stay on the stack

// ---- tostring.c

void bl_open_tostring(lua_State *L);  // replaces Lua's own
// Like luaL_tolstring, without addresses.
const char *bl_to_text(lua_State *L, int index, size_t *length);
// Whether the text of a value has a number instead of Lua's address; raises nothing.
bool bl_has_number(lua_State *L, int index);
// Converts an argument of string.format so that its conversion, %s or %p, shows no address.
void bl_convert_numbered(lua_State *L, char *conversion, int index);
// Starts a new record: numbers that were assigned to values since the last call are reused; raises
// nothing.
void bl_pass_numbers(bl_vm *vm);

// ---- marks.c; only bl_open_marks raises

extern char bl_key_array, bl_key_object;  // in the registry: the metatables that mark tables

void bl_open_marks(lua_State *L);
enum bl_mark bl_marking(lua_State *L, int index);
void bl_mark_list(lua_State *L, int index);       // no effect if it has a metatable
bool bl_is_array(lua_State *L, int index);        // whether a table is written as an array
int bl_mark_copy(lua_State *L);  // host.mark_copy(table, original): marks like the original; table
int64_t bl_list_length(lua_State *L, int index);  // -1 if it is not a list of records
