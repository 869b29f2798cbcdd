// The watch over the calls into a state: its life, and its thread, which interrupts late calls.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "state/watch.h"

static const double grace = 1, longest_tick = 0.05, shortest_tick = 0.0005;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// Signals the thread of a call, which it holds meanwhile so that the thread still exists. False if
// the call has ended.
static bool signal_call(bl_watch *watch, uint64_t call) {
  uint64_t expected = call;
  if (!atomic_compare_exchange_strong(&watch->running, &expected, call | BL_HELD)) return false;
  bl_signal_runner(watch);
  return true;
}

static void interrupt(bl_watch *watch, uint64_t call) {
  atomic_store(&watch->late, call);
  if (signal_call(watch, call)) atomic_store(&watch->running, call);
}

// Passes a stuck call to `bl_stuck`, holding it meanwhile; false if it has ended. Waits up to a
// fifth of a second for its thread to report its position.
static bool report_stuck(bl_watch *watch, uint64_t call) {
  atomic_store(&watch->is_stuck, true);
  if (!signal_call(watch, call)) {
    atomic_store(&watch->is_stuck, false);
    return false;
  }
  for (int i = 0; i < 200 && !atomic_load(&watch->has_position); i++) {
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
  bool is_known = atomic_load(&watch->has_position);
  watch->stuck(watch->context, is_known ? watch->source : "", is_known ? watch->line : 0);
  atomic_store(&watch->running, call);
  return true;
}

// Waits for some time; false if the watch ends.
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
  bool is_signalled = false;
  while (wait_for(watch, tick)) {
    double time = now();
    // The time of a suspended process does not count.
    double passed = time - last < 4 * tick ? time - last : 4 * tick;
    last = time;
    uint64_t call = atomic_load_explicit(&watch->running, memory_order_acquire);
    if (call != seen || call % 2 == 0) {
      seen = call;
      elapsed = 0;
      is_signalled = false;
      continue;
    }
    if (atomic_load(&watch->is_paused)) continue;
    elapsed += passed;
    if (elapsed < watch->seconds) continue;
    if (!is_signalled) interrupt(watch, call);
    else if (elapsed >= watch->seconds + grace && report_stuck(watch, call)) break;
    is_signalled = true;
  }
  return NULL;
}

int bl_watch_calls(bl_vm *vm, double seconds, bl_stuck *stuck, void *context) {
  bl_watch *watch = calloc(1, sizeof *watch);
  if (!watch) return ENOMEM;
  bl_take_signal();
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
  bl_release_signal();
}

void bl_interrupt(bl_vm *vm) {
  bl_watch *watch = vm->watch;
  atomic_store(&watch->is_cancelled, true);
  uint64_t call = atomic_load(&watch->running);
  // A held call is already being interrupted.
  if (call % 2 == 1 && !(call & BL_HELD)) interrupt(watch, call);
}
