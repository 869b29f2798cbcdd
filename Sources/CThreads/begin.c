#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <signal.h>

#include "cthreads.h"

static _Thread_local void *stop_signal;

void *ct_stop_signal(void) { return stop_signal; }

void ct_set_stop_signal(void *signal) { stop_signal = signal; }

void ct_begin_thread(void) {
  static const char plain[] = "C";
  static locale_t locale;
  locale_t mine = __atomic_load_n(&locale, __ATOMIC_ACQUIRE);
  if (!mine) {
    mine = newlocale(LC_ALL_MASK, plain, (locale_t)0);
    __atomic_store_n(&locale, mine, __ATOMIC_RELEASE);
  }
  if (mine) uselocale(mine);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
}
