// A state: what it keeps beside Lua's own, its memory, the time of its calls, errors, and protected
// calls. Functions of this target that take a lua_State may raise unless they say that they do not.
#pragma once

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "CLua.h"

// Keeps rare code out of line, so that the common path saves no registers for it.
#define BL_APART __attribute__((noinline))

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

static inline bl_vm *vm_of(lua_State *L) { return *(bl_vm **)lua_getextraspace(L); }

// Whether the call has used up its memory or time, so that the script must not go on.
static inline bool is_over(const bl_vm *vm) { return vm->is_final || vm->is_late; }

// ---- memory.c

void *bl_allocate(void *context, void *block, size_t old_size, size_t new_size);
void *bl_allocate_or_fail(void *context, void *block, size_t old_size, size_t new_size);
void bl_free_slabs(bl_vm *vm);
// The number of a table, a function that is a closure, or a coroutine, by the address of its block.
static inline uint64_t bl_number_of(const void *block) { return ((const uint64_t *)block)[-1]; }
void bl_adjust_pause(bl_vm *vm);  // raises nothing
static inline void bl_pace(bl_vm *vm) {
  if (vm->used < vm->paced_from || vm->used > vm->paced_to) bl_adjust_pause(vm);
}
// Whether a function of the host that returned BL_OVER_BUDGET is to be called again: garbage has
// been collected then. `turns` counts; memory is out when the second call is refused too.
bool bl_calls_again(lua_State *L, bl_vm *vm, int *turns);

// ---- timings.c; nothing raises

void bl_rest_timings(bl_vm *vm);  // from now on no line of a script runs
void bl_usual_hook(lua_State *L);  // gives a thread the hook that it has when no call is late
void bl_end_timings(bl_vm *vm);

// ---- timeout.c; only bl_stop raises

void bl_enter_watched(bl_vm *vm);
void bl_leave_watched(bl_vm *vm);
// Begins the time of a call into the state; calls may nest.
static inline void bl_enter(bl_vm *vm) {
  if (vm->watch) bl_enter_watched(vm);
}
// Ends it, if it has begun.
static inline void bl_leave(bl_vm *vm) {
  if (vm->watch) bl_leave_watched(vm);
  if (vm->timings) bl_rest_timings(vm);
}
void bl_follow(lua_State *L);  // makes a thread stop too when the call is late
int bl_stop(lua_State *L);     // ends a call that is over
static inline void bl_check_time(lua_State *L) {
  if (vm_of(L)->is_late) bl_stop(L);
}
void bl_end_watch(bl_vm *vm);

// ---- errors.c; only bl_raise raises

static inline bool bl_is_text(bl_text text, const char *other) {
  size_t length = strlen(other);
  return text.length == length && memcmp(text.bytes, other, length) == 0;
}
void bl_keep(bl_text *text, const char *bytes, size_t length);
// The innermost line of a script; allocates nothing.
bool bl_innermost_line(lua_State *L, lua_Debug *frame);
// Whether the thread runs a line of a script: then `source`, `line` and `prefix` are that.
bool bl_find_place(lua_State *L, bl_vm *vm);
void bl_mark_place(lua_State *L);       // where the call is over
int bl_raise(lua_State *L, bl_vm *vm);  // raises the host's failure

// ---- protect.c

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument);
// The same in two parts, between which the caller runs lua_pcall(vm->main, 1, 0, 1) and whatever
// it needs beside it; `status` is the result of that.
void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument);
int bl_finish_call(bl_vm *vm, int status);
// Forgets what the last call, or record, left behind; raises nothing.
void bl_forget_last(bl_vm *vm);

// ---- mentions.c

// Whether a name that begins with `word` stands in the text; raises nothing.
bool bl_mentions(const char *text, size_t length, const char *word);

// ---- lua_concat_fix.c; nothing raises

enum { BL_OVERLAP = sizeof "__concat" - 2 };

// Text that comes in pieces: the number of bytes that were read, and the last ones.
typedef struct {
  size_t length, kept;
  char tail[BL_OVERLAP];
} bl_pieces;

#if BL_MENDS_LUA
// Lua uses freed memory when a __concat moves the stack: a script that may have one gets a stack
// that is deep from the start of a call or record, for good.
void bl_note_concat(bl_vm *vm);
void bl_note_text(bl_vm *vm, const char *text, size_t length);  // that is about to run
void bl_note_script(bl_vm *vm, const char *text, size_t length);
void bl_note_piece(bl_vm *vm, bl_pieces *pieces, const char *text, size_t length);
void bl_deepen_stack(bl_vm *vm);
static inline void bl_deepen(bl_vm *vm) {
  if (vm->wants_depth) bl_deepen_stack(vm);
}
void bl_deepen_thread(bl_vm *vm, lua_State *thread);
#else
static inline void bl_note_concat(bl_vm *vm) { (void)vm; }
static inline void bl_note_text(bl_vm *vm, const char *text, size_t length) {
  (void)vm, (void)text, (void)length;
}
static inline void bl_note_script(bl_vm *vm, const char *text, size_t length) {
  (void)vm, (void)text, (void)length;
}
static inline void bl_note_piece(bl_vm *vm, bl_pieces *pieces, const char *text, size_t length) {
  (void)vm, (void)pieces, (void)text, (void)length;
}
static inline void bl_deepen(bl_vm *vm) { (void)vm; }
static inline void bl_deepen_thread(bl_vm *vm, lua_State *thread) { (void)vm, (void)thread; }
#endif

// A record loop behind the collections of bl_stress; `vm->stressed_context` tells whether there are
// some.
typedef struct {
  bl_vm *vm;
  bl_turn turn;
  void *loop;
} bl_stressed_loop;
int bl_stressed_turn(void *loop, int verdict, bl_next_record *next);
