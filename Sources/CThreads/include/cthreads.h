// The cores that threads run on. Threads that wake each other many times a second get different
// cores: Linux may schedule a woken thread on the core of the one that wakes it although another
// core is free, because in a virtual machine it does not consider a sleeping core free, nor one on
// which a busy program has just ended. Then both threads would take turns.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The cores that a thread may run on, and its current one.
typedef struct {
  uint64_t set[16];
  int first;  // the current core; -1: unknown, so that cores are not distributed
} ct_cores;

// The cores of the calling thread.
ct_cores ct_find_cores(void);

// The number of cores that the calling thread may use, at least 1: by its affinity, and by the
// processor time of its container's control group (cgroup v2, cpu.max).
int ct_count_cores(void);

// One of `parts` shares of the cores: every `parts`th core, beginning with the first one for part
// 0, with the next one for part 1, and so on. `first` is -1 if there are fewer cores than parts.
ct_cores ct_share(const ct_cores *cores, int part, int parts);

// Pins the calling thread to a share. No effect if there is none, or the kernel refuses.
void ct_take_share(const ct_cores *cores, int part, int parts);

// Prepares a thread of the library: numbers are read and written in the locale "C", whatever that
// of the program is, and a closed pipe is an error of the write, not a signal.
void ct_begin_thread(void);

// The stop signal that was set for the calling thread; NULL if there is none.
void *ct_stop_signal(void);
void ct_set_stop_signal(void *signal);

// A hint to the core that the thread spins.
void ct_pause(void);

#ifdef __cplusplus
}
#endif
