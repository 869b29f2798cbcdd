// The time limit of a call into a state, on the thread that runs it. A watcher thread polls which
// call is running. When one has exceeded its time, it signals the thread of the state, whose
// handler sets a hook in the running Lua thread: only that thread accesses the state. The flag
// `is_late` remains set until the next call, so that pcall re-raises. A call that does not end even
// then, because a C function runs no hook, is passed to `bl_stuck`, which ends the process or
// abandons the thread. bl_interrupt ends all calls in the same way.
#define _GNU_SOURCE  // nanosleep
#include <time.h>

#include "state/watch.h"

void bl_enter_watched(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  if (watch->depth++ > 0) return;
  vm->is_late = false;
  if (!watch->has_runner || !pthread_equal(watch->runner, pthread_self())) bl_adopt_runner(watch);
  watch->outside = bl_current_watch;
  bl_current_watch = watch;
  watch->call++;
  atomic_store(&watch->running, watch->call);
  if (atomic_load(&watch->is_cancelled)) {
    atomic_store(&watch->late, watch->call);
    vm->is_late = true;
    bl_follow(vm->running);
  }
}

void bl_leave_watched(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  if (watch->depth == 0 || --watch->depth > 0) return;
  uint64_t call = watch->call;
  while (!atomic_compare_exchange_strong(&watch->running, &call, watch->call + 1)) {
    call = watch->call;
    nanosleep(&(struct timespec){0, 100000}, NULL);
  }
  watch->call++;
  bl_current_watch = watch->outside;
}

bool bl_is_late(bl_vm *vm) { return vm->is_late; }

int bl_end_call(bl_vm *vm) {
  bl_leave(vm);
  if (!vm->is_late) return BL_DONE;
  vm->line = 0;  // that of an error that was caught; no line runs now
  return BL_TIMEOUT;
}

void bl_pause(bl_vm *vm, bool is_paused) {
  if (vm->watch) atomic_store(&vm->watch->is_paused, is_paused);
}
