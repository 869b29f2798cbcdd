// What a state has beside what is Lua's own.
#pragma once

#include <lauxlib.h>
#include <lua.h>

#include "CLua.h"

// Whether Lua is of a release, 5.4.0 to 5.4.4, that has the bugs which are worked around.
#define BL_MENDS_LUA (LUA_VERSION_RELEASE_NUM <= 50404)

enum {
  BL_MAX_TYPES = 64,
  BL_TURNS = 4096,  // of a loop, after which the time is looked at
  BL_BINS = 16,
  BL_LASTING = 16,
};

enum bl_entry { ENTRY_BEGIN, ENTRY_FINISH, ENTRY_FILTER, ENTRY_TRANSFORM, ENTRY_COUNT };

// How a table is marked: by json.array or json.object; or as a list, which is an array as long as
// it has no string keys: what took the place of an array, or is a copy of one. Scripts do not see
// the last mark.
enum bl_mark { BL_MARK_NONE, BL_MARK_ARRAY, BL_MARK_OBJECT, BL_MARK_LIST, BL_MARK_COUNT };

typedef struct {
  char *bytes;
  size_t length;
} bl_text;

typedef struct {
  uint64_t *numbers;
  size_t count, capacity;
} bl_numbers;

typedef struct bl_box bl_box;          // see owners.c
typedef struct bl_regexes bl_regexes;  // see limits.c
typedef struct bl_slab bl_slab;        // see memory.c
typedef struct bl_walkers bl_walkers;  // see pairs.c
typedef struct bl_watch bl_watch;      // see timeout.c

typedef struct bl_timings bl_timings;

struct bl_vm {
  lua_State *main;
  lua_State *L;  // the thread that called the host last
  lua_State *volatile running;  // the thread that runs
  bl_host host;
  void *context;
  bl_host stressed;  // the host behind `host`, see stress.c
  void *stressed_context;
  lua_CFunction handle_error;      // the message handler of calls
  void (*end_walks)(bl_vm *vm);    // what a call ends that has begun walks: bl_end_walks

  size_t used, limit;
  void *bins[BL_BINS];  // free blocks by size
  char *slab_at, *slab_end;
  bl_slab *slabs;
  int refusals;
  bool is_refused;  // the last time by the system, not by the limit
  bool is_final;    // out of memory: pcall must re-raise
  uint64_t made;    // the last number of an object, see memory.c
  size_t allocations, fails_from, fails_until;  // see bl_fail_allocations
  size_t fixed;  // bytes in use before there is a script: most of them the stack
  size_t paced_from, paced_to;  // bytes in use for which the collector's pause is set

  bl_watch *watch;        // of the time of calls; NULL without a limit
  bl_timings *timings;    // of lines; NULL when they are not timed
  volatile bool is_late;  // the call has lasted too long: pcall must re-raise
  bool is_placed;         // source and line tell where it ran out of memory or time

  const void *marks[BL_MARK_COUNT];  // the metatables that mark tables, by their address
  bl_regexes *regexes;               // NULL until there is one
  bl_walkers *walkers;
  bool has_walked;  // in this call

  bool is_warning;           // a message of warn goes on
  bool is_without_warnings;  // since warn("@off")
  int closing;               // coroutines within coroutines
  int requiring;             // modules that are being loaded
  bool is_trusted;           // whether scripts have all of io and os
  bool hides_environment;    // from os.getenv
#if BL_MENDS_LUA
  bool has_concat;   // whether some script metatable has __concat, or soon will
  bool wants_depth;  // whether the next call is to begin on a deep stack
#endif
  // The owner whose records are being processed, and its userdata in the registry.
  void *current;
  int current_reference;
  // Keys that stay in memory, by their addresses.
  const void *lasting[BL_LASTING];
  uint32_t lasting_count;
  const void *prefetched[BL_MAX_TYPES];  // of types of records: see bl_prefetch_field
  // Whether a record and a JSON object may stand for one place, so that a write to one changes
  // what the other has.
  bool has_alias;
  bool has_moved;  // whether an object was ever assigned: it may stand for two places then
  // The state of math.random, and what it was before the first record; see bl_seed_random.
  uint64_t *random;
  uint64_t random_start[4];
  bool has_random_start;
  // The last number that stands for an address, and the last that stays; see tostring.c.
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
  int chunk;           // the script itself, until its names have been looked at
  int returned;        // the table that it returned, until then
  bool has_passed;     // whether its filter, or the expression, has kept a record
  bool has_spoken;     // whether it has printed something
  bool passes_body;    // to transform, after the record
  bool takes_text;     // whether strings are results
  bool takes_empty;    // whether an empty table is a result, not a list
  int64_t empty_lists;  // tables of nothing that transform gave as lists
  bool is_expression;  // whether transform is the value of one
  int metatables[BL_MAX_TYPES];
  const char *handles[BL_MAX_TYPES];  // names of the types of handles
  uint8_t shapes[BL_MAX_TYPES];

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
