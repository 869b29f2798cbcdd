#define _GNU_SOURCE
#include <sched.h>
#include <string.h>

#include "cthreads.h"

_Static_assert(sizeof((ct_cores *)0)->set == sizeof(cpu_set_t), "a set is the kernel's");

ct_cores ct_find_cores(void) {
  ct_cores cores = {.first = -1};
  cpu_set_t all;
  int core = sched_getcpu();
  if (sched_getaffinity(0, sizeof all, &all) == 0 && core >= 0 && CPU_ISSET(core, &all)) {
    memcpy(cores.set, &all, sizeof all);
    cores.first = core;
  }
  return cores;
}

void ct_take_share(const ct_cores *cores, int part, int parts) {
  if (cores->first < 0) return;
  cpu_set_t all, share;
  memcpy(&all, cores->set, sizeof all);
  if (CPU_COUNT(&all) < parts) return;
  CPU_ZERO(&share);
  for (int i = 0, rank = 0; i < CPU_SETSIZE; i++) {
    int core = (cores->first + i) % CPU_SETSIZE;
    if (CPU_ISSET(core, &all) && rank++ % parts == part) CPU_SET(core, &share);
  }
  sched_setaffinity(0, sizeof share, &share);
}

void ct_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}
