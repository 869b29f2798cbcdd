// The cores that threads run on. Threads that wake each other many times a second are kept apart:
// Linux may put the one that is woken on the core of the one that wakes it, though another is free,
// because in a virtual machine a core that sleeps does not pass for free, nor does one that has
// just ended a busy program. Both would then run in turns.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The cores that a thread may run on, and the one that it ran on.
typedef struct {
  uint64_t set[16];
  int first;  // -1: not known, nothing is shared out
} ct_cores;

// Those of the calling thread.
ct_cores ct_find_cores(void);

// How many cores the calling thread may use, at least 1: those that it may run on, and no more than
// the processor time that the control group of its container gives (cgroup v2, cpu.max).
int ct_count_cores(void);

// One of `parts` shares of the cores: every `parts`th, for part 0 from the first one on, for part
// 1 from the next one on, and so forth. Its first one is -1 where there are fewer cores than parts.
ct_cores ct_share(const ct_cores *cores, int part, int parts);

// Has the calling thread run on a share. No effect where there is none, or the kernel refuses.
void ct_take_share(const ct_cores *cores, int part, int parts);

// Makes the calling thread one of the library's: numbers are read and written as in the locale "C",
// whatever that of the program is, and a closed pipe is an error of the write, no signal.
void ct_begin_thread(void);

// What the calling thread was given to look at while it waits; NULL when that is nothing.
void *ct_stop_signal(void);
void ct_set_stop_signal(void *signal);

// Tells the core that the thread waits for another one, in a loop.
void ct_pause(void);

#ifdef __cplusplus
}
#endif
