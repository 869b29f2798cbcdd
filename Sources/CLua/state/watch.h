// The watch over the calls into a state; see timeout.c and watch.c.
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "state/state.h"

// Set in the number of a call while the watcher holds it: the call cannot end meanwhile.
static const uint64_t BL_HELD = (uint64_t)1 << 63;

struct bl_watch {
  bl_vm *vm;
  double seconds;
  bl_stuck *stuck;
  void *context;

  // Of the thread that runs the state:
  pthread_t runner;
  bool has_runner;
  int depth;                 // nested calls
  uint64_t call;             // the number of the call; odd while it runs
  struct bl_watch *outside;  // that of another state, whose call contains this one

  _Atomic uint64_t running;  // a copy of `call` for the watcher
  _Atomic uint64_t late;     // the call that has exceeded its time
  atomic_bool is_paused;     // the clock is stopped
  atomic_bool is_stuck, has_position;
  atomic_bool is_cancelled;  // all calls must end
  char source[1024];         // the position where the call is stuck
  int line;

  pthread_t watcher;  // none if `seconds` is 0
  pthread_mutex_t lock;
  pthread_cond_t ending;
  bool is_ending;
};

// ---- timeout_signal.c

// Begins and ends the use of the process's SIGURG by a watch.
void bl_take_signal(void);
void bl_release_signal(void);

// Signals the thread that runs the state.
void bl_signal_runner(const bl_watch *watch);

// Unblocks the signal on the calling thread, which runs the state from now on.
void bl_adopt_runner(bl_watch *watch);

// The watch of the call that the thread runs; NULL outside of calls.
extern _Thread_local bl_watch *bl_current_watch;
