// The time limit of one call into a state. A watcher thread polls which call is running. When one
// has lasted too long it signals the thread of the state, whose handler sets a hook in the Lua
// thread that runs: only that thread touches the state. The flag `is_late` stays set until the next
// call, so that pcall re-raises. A call that does not end even then, because a C function runs no
// hook, is handed to `bl_stuck`, which ends the process or leaves the thread behind. Who wants all
// calls to end interrupts them in the same way.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "state/state.h"

enum { SIGNAL = SIGURG };  // ignored by default, so that a stray one does no harm

static const double grace = 1, longest_tick = 0.05, shortest_tick = 0.0005;
// Set in the number of a call while the watcher holds it: the call does not end before.
static const uint64_t held = (uint64_t)1 << 63;

struct bl_watch {
  bl_vm *vm;
  double seconds;
  bl_stuck *stuck;
  void *context;

  // Of the thread that runs the state.
  pthread_t runner;
  bool has_runner;
  int depth;                // calls within calls
  uint64_t call;            // odd while one runs
  struct bl_watch *outside;  // of another state, whose call this one is part of

  _Atomic uint64_t running;  // `call`, for the watcher
  _Atomic uint64_t late;     // the call that has lasted too long
  atomic_bool is_paused;     // the time does not count
  atomic_bool is_stuck, has_place;
  atomic_bool is_cancelled;  // no call is to go on
  char source[1024];  // where it is stuck
  int line;

  pthread_t watcher;  // unless `seconds` is 0
  pthread_mutex_t lock;
  pthread_cond_t ending;
  bool is_ending;
};

static _Thread_local bl_watch *current;

// ---- on the thread that runs the state

static void stop(lua_State *L, lua_Debug *frame) {
  (void)frame;
  bl_vm *vm = vm_of(L);
  if (!vm->is_late) return bl_usual_hook(L);
  bl_mark_place(L);
  bl_stop(L);
}

void bl_follow(lua_State *L) {
  if (vm_of(L)->is_late) lua_sethook(L, stop, LUA_MASKCALL | LUA_MASKCOUNT, 1);
}

int bl_stop(lua_State *L) {
  bl_follow(L);
  lua_pushnil(L);
  return lua_error(L);
}

// What the process did at the signal before, while states are watched.
static struct sigaction before;

static void pass_on(int number, siginfo_t *information, void *context) {
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, information, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  }
}

static void on_signal(int number, siginfo_t *information, void *context) {
  bl_watch *watch = current;
  if (!watch || atomic_load(&watch->late) != watch->call) {
    return pass_on(number, information, context);
  }
  int saved = errno;
  bl_vm *vm = watch->vm;
  if (atomic_load(&watch->is_stuck)) {
    lua_Debug frame;
    if (bl_innermost_line(vm->running, &frame)) {
      strncpy(watch->source, frame.source + 1, sizeof watch->source - 1);
      watch->line = frame.currentline;
    }
    atomic_store(&watch->has_place, true);
  } else {
    vm->is_late = true;
    bl_follow(vm->running);
  }
  errno = saved;
}

static void adopt_runner(bl_watch *watch, pthread_t self) {
  watch->runner = self;
  watch->has_runner = true;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGNAL);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

void bl_enter_watched(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  if (watch->depth++ > 0) return;
  vm->is_late = false;
  pthread_t self = pthread_self();
  if (!watch->has_runner || !pthread_equal(watch->runner, self)) adopt_runner(watch, self);
  watch->outside = current;
  current = watch;
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
  current = watch->outside;
}

// ---- on the watcher's thread

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Holds a call while it runs, so that its thread is still there to be signalled.
static bool tell(bl_watch *watch, uint64_t call) {
  uint64_t expected = call;
  if (!atomic_compare_exchange_strong(&watch->running, &expected, call | held)) return false;
  pthread_kill(watch->runner, SIGNAL);
  return true;
}

static void interrupt(bl_watch *watch, uint64_t call) {
  atomic_store(&watch->late, call);
  if (tell(watch, call)) atomic_store(&watch->running, call);
}

// Hands the call to who deals with it, unless it has ended. It stays held meanwhile; its thread is
// asked for its line, for a fifth of a second.
static bool hand_over(bl_watch *watch, uint64_t call) {
  atomic_store(&watch->is_stuck, true);
  if (!tell(watch, call)) {
    atomic_store(&watch->is_stuck, false);
    return false;
  }
  for (int i = 0; i < 200 && !atomic_load(&watch->has_place); i++) {
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
  bool is_known = atomic_load(&watch->has_place);
  watch->stuck(watch->context, is_known ? watch->source : "", is_known ? watch->line : 0);
  atomic_store(&watch->running, call);
  return true;
}

// Waits for a moment; false when the watch is over.
static bool wait_for(bl_watch *watch, double seconds) {
  double until = now() + seconds;
  struct timespec time = {(time_t)until, 0};
  time.tv_nsec = (long)((until - (double)time.tv_sec) * 1e9);
  pthread_mutex_lock(&watch->lock);
  if (!watch->is_ending) pthread_cond_timedwait(&watch->ending, &watch->lock, &time);
  bool goes_on = !watch->is_ending;
  pthread_mutex_unlock(&watch->lock);
  return goes_on;
}

static void *watch_calls(void *argument) {
  bl_watch *watch = argument;
  double tick = watch->seconds / 8;
  if (tick > longest_tick) tick = longest_tick;
  if (tick < shortest_tick) tick = shortest_tick;
  uint64_t seen = 0;
  double elapsed = 0, last = now();
  bool is_told = false;
  while (wait_for(watch, tick)) {
    double time = now();
    // A process that was stopped for a while has not used that time.
    double passed = time - last < 4 * tick ? time - last : 4 * tick;
    last = time;
    uint64_t call = atomic_load_explicit(&watch->running, memory_order_acquire);
    if (call != seen || call % 2 == 0) {
      seen = call;
      elapsed = 0;
      is_told = false;
      continue;
    }
    if (atomic_load(&watch->is_paused)) continue;
    elapsed += passed;
    if (elapsed < watch->seconds) continue;
    if (!is_told) interrupt(watch, call);
    else if (elapsed >= watch->seconds + grace && hand_over(watch, call)) break;
    is_told = true;
  }
  return NULL;
}

// ---- life

static pthread_mutex_t signal_lock = PTHREAD_MUTEX_INITIALIZER;
static int watches;  // that are there, under the lock

static bool is_taken(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == on_signal;
}

static void take_signal(void) {
  pthread_mutex_lock(&signal_lock);
  watches++;
  struct sigaction now, action = {.sa_sigaction = on_signal, .sa_flags = SA_RESTART | SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  sigaction(SIGNAL, NULL, &now);
  if (!is_taken(&now)) {
    before = now;
    sigaction(SIGNAL, &action, NULL);
  }
  pthread_mutex_unlock(&signal_lock);
}

// The signal is the process's again, unless somebody else has taken it meanwhile.
static void give_signal_back(void) {
  pthread_mutex_lock(&signal_lock);
  if (--watches == 0) {
    struct sigaction now;
    sigaction(SIGNAL, NULL, &now);
    if (is_taken(&now)) sigaction(SIGNAL, &before, NULL);
  }
  pthread_mutex_unlock(&signal_lock);
}

int bl_watch_calls(bl_vm *vm, double seconds, bl_stuck *stuck, void *context) {
  bl_watch *watch = calloc(1, sizeof *watch);
  if (!watch) return ENOMEM;
  take_signal();
  *watch = (bl_watch){.vm = vm, .seconds = seconds, .stuck = stuck, .context = context};
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&watch->ending, &monotonic);
  pthread_condattr_destroy(&monotonic);
  pthread_mutex_init(&watch->lock, NULL);
  vm->watch = watch;
  if (seconds == 0) return 0;
  sigset_t all, mask;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &mask);
  int status = pthread_create(&watch->watcher, NULL, watch_calls, watch);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  if (status == 0) return 0;
  watch->is_ending = true;
  bl_end_watch(vm);
  return status;
}

void bl_end_watch(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  if (!watch) return;
  if (!watch->is_ending && watch->seconds > 0) {
    pthread_mutex_lock(&watch->lock);
    watch->is_ending = true;
    pthread_cond_signal(&watch->ending);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->watcher, NULL);
  }
  pthread_mutex_destroy(&watch->lock);
  pthread_cond_destroy(&watch->ending);
  free(watch);
  vm->watch = NULL;
  give_signal_back();
}

void bl_interrupt(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  atomic_store(&watch->is_cancelled, true);
  uint64_t call = atomic_load(&watch->running);
  // Who holds it ends it.
  if (call % 2 == 1 && !(call & held)) interrupt(watch, call);
}

bool bl_is_late(bl_vm *vm) { return vm->is_late; }

int bl_end_call(bl_vm *vm) {
  bl_leave(vm);
  if (!vm->is_late) return BL_DONE;
  vm->line = 0;  // no line runs; what is there is that of an error that was caught
  return BL_TIMEOUT;
}

void bl_pause(bl_vm *vm, bool is_paused) {
  if (vm->watch) atomic_store(&vm->watch->is_paused, is_paused);
}
