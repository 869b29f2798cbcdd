// A state: its life, its limits, the owners of objects in it, and the errors of calls.
#pragma once

#include "host.h"

typedef struct {
  size_t max_memory;  // the most bytes of the Lua heap; 0: no limit
  size_t fails_from;  // for tests: the first allocation in bl_new that fails, with all later ones
  bool is_trusted;    // whether scripts get Lua's own io, and all of os
  bool hides_environment;  // whether os.getenv always returns nil
} bl_options;

enum bl_status { BL_DONE = 0, BL_ERROR = 1, BL_MEMORY = 2, BL_SYNTAX = 3, BL_TIMEOUT = 4 };

// Creates a state with the libraries for scripts; NULL if out of memory.
bl_vm *bl_new(const bl_host *host, const bl_options *options);
// Sets the context of the functions of the host, before any is called.
void bl_attach(bl_vm *vm, void *context);
// Closes the state: every owner becomes dead. Then only bl_next_dead and bl_free may be called.
void bl_close(bl_vm *vm);
void bl_free(bl_vm *vm);

// Called on a thread of its own for a call that has exceeded its time and cannot be stopped, with
// its position in the script; `source` is empty if unknown. The call may continue meanwhile.
typedef void bl_stuck(void *context, const char *source, int line);
// Limits the time of each call, and of each walk outside of a call, to `seconds`: then it ends with
// BL_TIMEOUT. With 0, calls end only if interrupted. Uses the process's SIGURG as long as there are
// such states. Returns 0 or an error number.
int bl_watch_calls(bl_vm *vm, double seconds, bl_stuck *stuck, void *context);
// Ends the running call and all later ones with BL_TIMEOUT. From any thread, for a state whose
// calls are watched.
void bl_interrupt(bl_vm *vm);
// Whether the last call or walk exceeded its time.
bool bl_is_late(bl_vm *vm);

// Starts to measure the time of each line of scripts; false if out of memory.
bool bl_time_lines(bl_vm *vm);
// The next measured line: the name of its script, how often it was executed, and its time without
// that of called script functions. `*index` begins with 0 and is advanced. False at the end.
bool bl_timed_line_at(bl_vm *vm, size_t *index, const char **name, int *line, uint64_t *turns,
                      uint64_t *nanoseconds);

// Ends the time of a record in a `bl_turn`, after its Lua values have been serialized; BL_TIMEOUT
// if it was exceeded.
int bl_end_call(bl_vm *vm);
// Stops or restarts the clock of a call, while the host waits for something other than the script.
void bl_pause(bl_vm *vm, bool is_paused);

// The error of the last call that did not end with BL_DONE; valid until the next call.
typedef struct {
  const char *message;
  size_t length;
  const char *source;  // the chunk's name as Lua shows it, empty when unknown
  int line;            // 1-based, 0 when unknown
  const char *code;    // of error{code=…, message=…, param=…}, else NULL
  const char *param;
} bl_error;
bl_error bl_last_error(bl_vm *vm);

// ---- owners

// Adds an owner to the state, which keeps it alive until it is released or another one is adopted.
// An owner whose adoption fails is dead.
int bl_adopt(bl_vm *vm, void *owner);
// Sets the state of math.random to one that depends only on `number` and on its state at the first
// such call: so a record gets the same random numbers in each of several states. Likewise resets
// the numbers in texts of tables and functions.
void bl_seed_random(bl_vm *vm, uint64_t number);
// Releases the owner that was adopted last: it lives until none of its objects is reachable.
void bl_release(bl_vm *vm);
// An owner that is no longer reachable; NULL if there is none for now.
void *bl_next_dead(bl_vm *vm);
// The number of adopted owners that bl_next_dead has not returned.
size_t bl_owners(bl_vm *vm);

// ---- memory

// Lets all threads allocate from one arena, if the C library has several. To be called before other
// threads start.
void bl_use_one_heap(void);

// Bytes in use by the state.
size_t bl_memory(bl_vm *vm);
// Collects all garbage.
void bl_collect(bl_vm *vm);
// Whether the last allocation that failed was refused by the system, not by the limit.
bool bl_is_refused(bl_vm *vm);

// For tests: makes further allocations fail whose numbers, from 1, are `first` to `last`.
void bl_fail_allocations(bl_vm *vm, size_t first, size_t last);
// The number of allocations since then.
size_t bl_allocations(bl_vm *vm);
// For tests: collects all garbage before and after each call of the host.
void bl_stress(bl_vm *vm);

// Such as "5.4.4".
const char *bl_lua_version(void);
