#define _GNU_SOURCE
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
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

// The limit of processor time in cores, rounded up; 0 without a limit.
static long long granted_cores(void) {
  long long quota = 0, period = 0;
  FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
  if (!file) return 0;
  bool is_limited = fscanf(file, "%lld %lld", &quota, &period) == 2 && quota > 0 && period > 0;
  fclose(file);
  return is_limited ? (quota + period - 1) / period : 0;
}

int ct_count_cores(void) {
  cpu_set_t all;
  int cores = sched_getaffinity(0, sizeof all, &all) == 0 ? CPU_COUNT(&all) : 1;
  long long granted = granted_cores();
  return granted > 0 && granted < cores ? (int)granted : cores;
}

ct_cores ct_share(const ct_cores *cores, int part, int parts) {
  ct_cores result = {.first = -1};
  if (cores->first < 0) return result;
  cpu_set_t all, share;
  memcpy(&all, cores->set, sizeof all);
  if (CPU_COUNT(&all) < parts) return result;
  CPU_ZERO(&share);
  for (int i = 0, rank = 0; i < CPU_SETSIZE; i++) {
    int core = (cores->first + i) % CPU_SETSIZE;
    if (!CPU_ISSET(core, &all) || rank++ % parts != part) continue;
    CPU_SET(core, &share);
    if (result.first < 0) result.first = core;
  }
  memcpy(result.set, &share, sizeof share);
  return result;
}

void ct_take_share(const ct_cores *cores, int part, int parts) {
  ct_cores share = ct_share(cores, part, parts);
  if (share.first >= 0) sched_setaffinity(0, sizeof share.set, (const cpu_set_t *)share.set);
}

void ct_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}
