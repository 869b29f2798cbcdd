// What a state keeps beside Lua's own, and what its userdata hold.
#pragma once

#include <lua.h>

#include "boundary.h"

enum {
  BL_MAGIC = 0xBA7C41A5u,
  BL_HANDLE_MAGIC = 0xBA7C41A6u,
  BL_MAX_TYPES = 64,
  BL_MAX_DEPTH = 1024,
  BL_MAX_SOURCE = 16 << 20,
  BL_MAX_MESSAGE = 64 << 10,
  BL_MAX_CLOSING = 100,
  BL_MAX_REQUIRING = 50,
  BL_MAX_RANGE = 50000000,
  BL_STACK = 10000,        // slots of the main stack from the start, 160 KB
  BL_DEEP_STACK = 100000,  // and where there is __concat; half of them in coroutines
  BL_TURNS = 4096,  // of a loop, after which the time is looked at
  BL_BINS = 16,
  BL_LASTING = 16,
  BL_STEPS = 400,         // how much faster than the script the collector works, in percent
  BL_LEAST_ROOM = 512 << 10,  // for garbage before it begins
};

enum bl_entry { ENTRY_BEGIN, ENTRY_FINISH, ENTRY_FILTER, ENTRY_TRANSFORM, ENTRY_COUNT };

typedef struct {
  char *bytes;
  size_t length;
} bl_text;

// An owner outside Lua. Its userdata has two user values: the values that slots anchor, and a weak
// table of those of its objects that no other object remembers; each is nil until it is needed.
typedef struct bl_box {
  void *owner;
  struct bl_box *next;
} bl_box;

typedef struct {
  bl_box *box;
  uint32_t slots;
  uint32_t free_slot;
  uint64_t number;  // among owners, in the order in which they came; those of records first
} bl_owner;

enum { OWNER_SLOTS = 1, OWNER_OBJECTS = 2 };  // its user values

// The numbers of handles that are dead.
typedef struct {
  uint64_t *numbers;
  size_t count, capacity;
} bl_numbers;

typedef struct bl_slab bl_slab;
typedef struct bl_watch bl_watch;

// The place of a key among those of its table: integers from 1 ascending, then other numbers
// ascending, strings by bytes, false, true. Others come last, json.null before them, type by type:
// functions of libraries as they lie there, objects of the host by their places, all else in the
// order in which it was made. Borrows what it points to.
typedef struct {
  union {
    lua_Integer integer;
    lua_Number number;
    const char *bytes;
  };
  size_t length;  // of a string; of others the type and what they belong to
  uint64_t kind : 8;
  uint64_t index : 56;  // for those who sort
} bl_place;

// How a table is marked: by json.array or json.object; or as a list, which is an array as long as
// it has no string keys: what took the place of an array, or is a copy of one. Scripts do not see the
// last mark.
enum { BL_MARK_NONE, BL_MARK_ARRAY, BL_MARK_OBJECT, BL_MARK_LIST, BL_MARK_COUNT };

struct bl_vm {
  lua_State *main;
  lua_State *L;  // the thread that called the host last
  lua_State *volatile running;  // the thread that runs
  bl_host host;
  void *context;
  bl_host stressed;  // the host behind `host`, see stress.c
  void *stressed_context;

  size_t used, limit;
  void *bins[BL_BINS];  // free blocks by size
  char *slab_at, *slab_end;
  bl_slab *slabs;
  int refusals;
  bool is_refused;  // the last time by the system, not by the limit
  bool is_final;  // memory is out: no pcall goes on
  uint64_t made;  // the last number of an object, see memory.c
  size_t allocations, fails_from, fails_until;  // see bl_fail_allocations
  size_t fixed;  // bytes in use before there is a script: most of them the stack
  size_t paced_from, paced_to;  // bytes in use for which the collector's pause is set

  bl_watch *watch;        // of the time of calls; NULL without a limit
  volatile bool is_late;  // the call has lasted too long: no pcall goes on
  bool is_placed;         // source and line tell where it ran out of memory or time

  const void *marks[BL_MARK_COUNT];  // the metatables that mark tables, by their address
  struct bl_regexes *regexes;  // NULL until there is one, see regex.c
  struct bl_walkers *walkers;  // see pairs.c
  bool has_walked;             // in this call

  bool is_warning;  // a message of warn goes on
  bool is_without_warnings;  // since warn("@off")
  int closing;
  int requiring;  // modules that are being loaded
  bool is_trusted;   // whether scripts have all of io and os
  bool has_concat;   // whether some script metatable has __concat, or soon will
  bool wants_depth;  // whether the next call is to begin on a deep stack
  // The owner whose records are being processed, and its userdata in the registry.
  void *current;
  int current_reference;
  // Keys that stay in memory, by their addresses.
  const void *lasting[BL_LASTING];
  uint32_t lasting_count;
  const void *foretold[BL_MAX_TYPES];  // of types of records: see bl_foretell
  // Whether a record and a JSON object may stand for one place, so that a write to one changes
  // what the other has.
  bool has_alias;
  bool has_moved;  // whether an object was ever assigned: it may stand for two places then
  // The state of math.random, and what it was before the first record; see bl_seed_random.
  uint64_t *random;
  uint64_t random_start[4];
  bool has_random_start;
  // The last number that stands for an address, and the last that stays; see names.c.
  lua_Integer numbers, lasting_numbers;
  bool has_passing_numbers;
  bl_box *dead;
  bl_box *adopted;  // the last one, until Lua has it
  size_t owners;
  uint64_t adoptions;
  bl_numbers dead_handles;
  int entries[ENTRY_COUNT];
  bool mentions_options;  // whether the text of the script does
  bool is_stateless;
  int chunk;        // the script itself, until its names have been looked at
  int returned;     // the table that it returned, until then
  bool has_passed;  // whether its filter, or the expression, has kept a record
  bool has_spoken;  // whether it has printed something
  bool passes_body;  // to transform, after the record
  bool takes_text;     // whether strings are results
  bool takes_empty;    // whether an empty table is a result, not a list
  int64_t empty_lists;  // tables of nothing that transform gave as lists
  bool is_expression;  // whether transform is the value of one
  int metatables[BL_MAX_TYPES];
  const char *handles[BL_MAX_TYPES];  // names of the types of handles
  uint8_t shapes[BL_MAX_TYPES];
  uint32_t types;

  bl_text failure;  // of a host function
  bl_text message;  // of the last error that ended a call
  bl_text code, param;
  bl_text source;
  int line;
  char prefix[LUA_IDSIZE + 16];  // of messages raised at that line
  size_t named;                  // how much of it is the same for all lines
  char walk_message[256];
  char walk_path[256];
  size_t walk_tail;  // bytes behind the part of the path that was cut out; 0: none was
  char *scratch;     // see bl_scratch
  size_t scratch_size;
};

static inline bl_vm *vm_of(lua_State *L) { return *(bl_vm **)lua_getextraspace(L); }

// Whether the call has used up its memory or time, so that the script must not go on.
static inline bool is_over(const bl_vm *vm) { return vm->is_final || vm->is_late; }

// The host object at a stack position, or NULL; raises nothing.
static inline bl_object *object_at(lua_State *L, int index) {
  bl_object *object = lua_touserdata(L, index);
  if (!object || lua_type(L, index) != LUA_TUSERDATA) return NULL;
  if (lua_rawlen(L, index) != sizeof(bl_object) || object->magic != BL_MAGIC) return NULL;
  return object;
}

// What a handle's userdata holds. Its user value is the owner that it keeps alive.
typedef struct {
  uint32_t magic;
  uint32_t type;
  uint64_t number;
} bl_handle;

static inline bl_handle *handle_at(lua_State *L, int index) {
  bl_handle *handle = lua_touserdata(L, index);
  if (!handle || lua_type(L, index) != LUA_TUSERDATA) return NULL;
  if (lua_rawlen(L, index) != sizeof(bl_handle) || handle->magic != BL_HANDLE_MAGIC) return NULL;
  return handle;
}

// The key of an object among those of its owner; never 0 for one that is read from another.
static inline uint64_t bl_object_key(uint32_t type, uint64_t id) { return id * BL_MAX_TYPES + type; }

static inline int shape_of(bl_vm *vm, const bl_object *object) { return vm->shapes[object->type]; }

// Registry keys.
extern char bl_key_owners, bl_key_functions, bl_key_groups, bl_key_array, bl_key_object;
extern char bl_key_list, bl_key_loaded, bl_key_preload, bl_key_modules;
