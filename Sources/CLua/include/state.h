// A state: its life, its limits, the owners of objects in it, and what ended a call.
#pragma once

#include "host.h"

typedef struct {
  size_t max_memory;  // bytes of the Lua heap; 0: no limit
  size_t fails_from;  // for tests: the allocation of bl_new from which on all fail; 0: none
  bool is_trusted;    // whether scripts get Lua's own io, and all of os
  bool hides_environment;  // whether os.getenv knows nothing
} bl_options;

enum bl_status { BL_DONE = 0, BL_ERROR = 1, BL_MEMORY = 2, BL_SYNTAX = 3, BL_TIMEOUT = 4 };

// A state with the libraries that scripts may reach; NULL when memory is out.
bl_vm *bl_new(const bl_host *host, const bl_options *options);
// What the functions of the host get as their context, before any is called.
void bl_attach(bl_vm *vm, void *context);
// Closes the state: every owner becomes dead. Then only bl_next_dead and bl_free may be called.
void bl_close(bl_vm *vm);
void bl_free(bl_vm *vm);

// What gets a call that has lasted too long and cannot be stopped; called on a thread of its own
// with the place in the script, an empty source when it is not known. The call may go on behind it.
typedef void bl_stuck(void *context, const char *source, int line);
// From now on each call, and each walk outside of one, lasts `seconds` and then ends with
// BL_TIMEOUT; with 0 only when it is interrupted. Takes over the process's SIGURG as long as there
// are such states. Returns 0 or an error number.
int bl_watch_calls(bl_vm *vm, double seconds, bl_stuck *stuck, void *context);
// Ends the call that runs, and each that begins, with BL_TIMEOUT. From any thread; of a state whose
// calls are watched.
void bl_interrupt(bl_vm *vm);
// Whether the last call or walk lasted too long.
bool bl_is_late(bl_vm *vm);

// From now on the lines of scripts are timed; false when there is no memory for it.
bool bl_time_lines(bl_vm *vm);
// The next line from `*place` on, which moves on, from 0: the name of its script, how often it was
// come to, and how long it took without the functions of scripts that it calls. False at the end.
bool bl_timed_line_at(bl_vm *vm, size_t *place, const char **name, int *line, uint64_t *turns,
                      uint64_t *nanoseconds);

// Ends the time of a record in a `bl_turn`, when what it holds of Lua is written down; BL_TIMEOUT
// when it was too long.
int bl_end_call(bl_vm *vm);
// Whether the host waits in a call for what the script has no part in: that is no time of it.
void bl_pause(bl_vm *vm, bool is_paused);

// What the last call that did not end with BL_DONE left behind; valid until the next call.
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

// Takes an owner into the state, which holds on to it until it is released or another one is
// adopted. An owner whose adoption fails is dead.
int bl_adopt(bl_vm *vm, void *owner);
// Gives math.random a state that depends on `number` and on what its state was at the first such
// call, on nothing else: the same for a record whichever state of the script gets it. So do the
// numbers that texts of tables and functions have.
void bl_seed_random(bl_vm *vm, uint64_t number);
// From now on the owner that was adopted last lives until no object of it is reachable.
void bl_release(bl_vm *vm);
// An owner that nothing reaches any more, or NULL when there is none (for now).
void *bl_next_dead(bl_vm *vm);
// Owners that the state has and that bl_next_dead has not given.
size_t bl_owners(bl_vm *vm);

// ---- memory

// Has all threads of the process allocate from one heap, where the C library has several. To be
// called before there are threads.
void bl_use_one_heap(void);

// Bytes in use by the state.
size_t bl_memory(bl_vm *vm);
// Collects all garbage.
void bl_collect(bl_vm *vm);
// Whether the memory that was refused last was refused by the system.
bool bl_is_refused(bl_vm *vm);

// For tests: of the allocations from now on, those from number `first` (from 1) to `last` fail.
void bl_fail_allocations(bl_vm *vm, size_t first, size_t last);
// Allocations since then.
size_t bl_allocations(bl_vm *vm);
// For tests: collects all garbage before and after each call of the host.
void bl_stress(bl_vm *vm);

// Such as "5.4.4".
const char *bl_lua_version(void);
