// The data of a state in addition to the lua_State.
#pragma once

#include <lauxlib.h>
#include <lua.h>

#include "CLua.h"

// Whether Lua is of a release, 5.4.0 to 5.4.4, with the bugs that are worked around.
#define BL_MENDS_LUA (LUA_VERSION_RELEASE_NUM <= 50404)

enum {
  BL_MAX_TYPES = 64,
  BL_TURNS = 4096,  // iterations of a loop between checks of the time
  BL_BINS = 16,
  BL_LASTING = 16,
};

enum bl_entry { ENTRY_BEGIN, ENTRY_FINISH, ENTRY_FILTER, ENTRY_TRANSFORM, ENTRY_COUNT };

// The mark of a table: by json.array or json.object; or as a list, which is an array as long as it
// has no string keys: a table that replaced an array, or a copy of one. Scripts do not see the last
// mark.
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
typedef struct bl_watch bl_watch;      // see watch.h

typedef struct bl_timings bl_timings;

struct bl_vm {
  lua_State *main;
  lua_State *L;  // the thread that called the host last
  lua_State *volatile running;  // the thread that runs
  bl_host host;
  void *context;
  bl_host stressed;  // the host that `host` wraps, see stress.c
  void *stressed_context;
  lua_CFunction handle_error;      // the message handler of calls
  void (*end_walks)(bl_vm *vm);    // bl_end_walks, called at the end of a call with `has_walked`

  size_t used, limit;
  void *bins[BL_BINS];  // free blocks by size
  char *slab_at, *slab_end;
  bl_slab *slabs;
  int refusals;
  bool is_refused;  // the last time by the system, not by the limit
  bool is_final;    // out of memory: pcall must re-raise
  uint64_t made;    // the last serial number, see memory.c
  size_t allocations, fails_from, fails_until;  // see bl_fail_allocations
  size_t fixed;  // bytes in use before the script is loaded, mostly for the stack
  size_t paced_from, paced_to;  // the range of bytes in use that the collector's pause is set for

  bl_watch *watch;        // limits the time of calls; NULL without a limit
  bl_timings *timings;    // of lines; NULL if they are not measured
  volatile bool is_late;  // the call has exceeded its time: pcall must re-raise
  bool has_position;         // source and line tell where it ran out of memory or time

  const void *marks[BL_MARK_COUNT];  // the metatables that mark tables, by their address
  bl_regexes *regexes;               // NULL until there is one
  bl_walkers *walkers;
  bool has_walked;  // in this call

  bool is_warning;           // inside of a message of warn in several pieces
  bool is_without_warnings;  // since warn("@off")
  int closing;               // the nesting of coroutines that are being closed
  int requiring;             // the nesting of modules that are being loaded
  bool is_trusted;           // whether scripts have all of io and os
  bool hides_environment;    // whether os.getenv always returns nil
#if BL_MENDS_LUA
  bool has_concat;   // whether a metatable of the script may have __concat
  bool wants_depth;  // whether the next call needs a deep stack
#endif
  // The owner whose records are being processed, and its userdata in the registry.
  void *current;
  int current_reference;
  uint32_t usual_slots;  // of the last owner of records that had any, see bl_anchor
  // Keys that are never freed, by their addresses.
  const void *lasting[BL_LASTING];
  uint32_t lasting_count;
  const void *prefetched[BL_MAX_TYPES];  // fields by record type: see bl_prefetch_field
  // Whether a record and a JSON object may refer to the same value, so that a write to one changes
  // the other.
  bool has_alias;
  bool has_moved;  // whether an object was ever assigned, so that two objects may refer to it
  // The state of math.random, and its state before the first record; see bl_seed_random.
  uint64_t *random;
  uint64_t random_start[4];
  bool has_random_start;
  // The last number that replaces an address, and the last one that is not reused; see tostring.c.
  lua_Integer numbers, lasting_numbers;
  bool has_passing_numbers;
  bl_box *dead;
  bl_box *adopted;  // the last one, until Lua has it
  size_t owners;
  uint64_t adoptions;
  bl_numbers dead_handles;
  int entries[ENTRY_COUNT];
  bool mentions_options;  // whether the text of the script mentions options
  bool is_stateless;
  int chunk;           // the compiled script, until its names have been analysed
  int returned;        // the table that the script returned, until then
  bool has_passed;     // whether its filter, or the expression, has accepted a record
  bool has_printed;     // whether it has printed something
  bool passes_body;    // whether transform gets the body as a second argument
  bool takes_text;     // whether strings are results
  bool takes_empty;    // whether an empty table is a result, not a list
  int64_t empty_lists;  // the number of empty lists that transform has returned
  bool is_expression;  // whether transform is an expression
  int metatables[BL_MAX_TYPES];
  const char *handles[BL_MAX_TYPES];  // names of the types of handles
  uint8_t shapes[BL_MAX_TYPES];

  bl_text failure;  // the message of a host function that failed
  bl_text message;  // the message of the last error that ended a call
  bl_text code, param;
  bl_text source;
  int line;
  char prefix[LUA_IDSIZE + 16];  // the prefix of messages that are raised at that line
  size_t named;                  // the length of its part that is the same for all lines
  char walk_message[256];
  char walk_path[256];
  size_t walk_tail;  // bytes behind the part of the path that was left out; 0: none was
  char *scratch;     // see bl_scratch
  size_t scratch_size;
};
