// The signal that a watcher sends to the thread of a state whose call has exceeded its time.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "state/watch.h"

enum { SIGNAL = SIGURG };  // ignored by default, so that a stray one does no harm

_Thread_local bl_watch *bl_current_watch;

// The process's action for the signal before states were watched.
static struct sigaction before;

static void pass_on(int number, siginfo_t *information, void *context) {
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, information, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  }
}

static void on_signal(int number, siginfo_t *information, void *context) {
  bl_watch *watch = bl_current_watch;
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
    atomic_store(&watch->has_position, true);
  } else {
    vm->is_late = true;
    bl_follow(vm->running);
  }
  errno = saved;
}

void bl_adopt_runner(bl_watch *watch) {
  watch->runner = pthread_self();
  watch->has_runner = true;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGNAL);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

void bl_signal_runner(const bl_watch *watch) { pthread_kill(watch->runner, SIGNAL); }

static pthread_mutex_t signal_lock = PTHREAD_MUTEX_INITIALIZER;
static int watches;  // the number of watches, under the lock

static bool is_taken(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == on_signal;
}

void bl_take_signal(void) {
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

// Restores the process's action, unless it has been replaced meanwhile.
void bl_release_signal(void) {
  pthread_mutex_lock(&signal_lock);
  if (--watches == 0) {
    struct sigaction now;
    sigaction(SIGNAL, NULL, &now);
    if (is_taken(&now)) sigaction(SIGNAL, &before, NULL);
  }
  pthread_mutex_unlock(&signal_lock);
}
