// Waits until two processors are independent: cores SECONDS.
//
// A virtual machine's processors are threads of its host, which may run both for a while on one
// core, or on two without a common cache. Then a program with two threads takes a third longer.
// Both threads compute until the host has moved them, or SECONDS have passed.
//
// Prints the slowdown of one thread while the other works as well, and the nanoseconds of a message
// there and back. Exit codes: 0 for two cores, or if there are not two processors; 1 after SECONDS.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Two threads of one core take twice as long, messages between far cores 400 ns and more.
static const double MOST_TIMES = 1.3, MOST_NANOSECONDS = 300;
enum { STEPS = 1000000, SLICE = 10000, BATCHES = 10, MESSAGES = 500 };

static int processors[2];
static pthread_barrier_t barrier;
static _Alignas(128) atomic_int message;
static _Alignas(128) atomic_bool is_working, is_over;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Independent additions that use all adders of a core.
static void work(int steps) {
  uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;
  for (int i = 0; i < steps; i++) {
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g), "+r"(h));
    a += i, b ^= i, c += i, d ^= i, e += i, f ^= i, g += i, h ^= i;
  }
}

static void keep_to(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void *other(void *unused) {
  keep_to(processors[1]);
  for (;;) {
    pthread_barrier_wait(&barrier);
    if (is_over) return unused;
    while (is_working) work(SLICE);
    for (int i = 1; i < 2 * BATCHES * MESSAGES; i += 2) {
      while (message != i) continue;
      message = i + 1;
    }
  }
}

static double time_work(void) {
  double start = now();
  work(STEPS);
  return now() - start;
}

// The fastest batch of messages.
static double time_message(void) {
  double best = 1e9;
  for (int batch = 0, i = 1; batch < BATCHES; batch++) {
    double start = now();
    for (int k = 0; k < MESSAGES; k++, i += 2) {
      message = i;
      while (message != i + 1) continue;
    }
    double taken = (now() - start) / MESSAGES;
    if (taken < best) best = taken;
  }
  return best;
}

int main(int count, char **words) {
  double end = now() + (count > 1 ? atof(words[1]) : 0) * 1e9;
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) != 2) return 0;
  for (int processor = 0, found = 0; found < 2; processor++) {
    if (CPU_ISSET(processor, &set)) processors[found++] = processor;
  }
  keep_to(processors[0]);
  pthread_t thread;
  pthread_barrier_init(&barrier, NULL, 2);
  if (pthread_create(&thread, NULL, other, NULL) != 0) return 1;
  double times, nanoseconds;
  bool are_two;
  do {
    double alone = time_work();
    message = 0;
    is_working = true;
    pthread_barrier_wait(&barrier);
    time_work();
    times = time_work() / alone;
    is_working = false;
    nanoseconds = time_message();
    are_two = times < MOST_TIMES && nanoseconds < MOST_NANOSECONDS;
  } while (!are_two && now() < end);
  is_over = true;
  pthread_barrier_wait(&barrier);
  pthread_join(thread, NULL);
  printf("%.2f %.0f\n", times, nanoseconds);
  return are_two ? 0 : 1;
}
