// Stands in for a script that has taken over the sealed process by a fault of the interpreter: with
// this library loaded before others, os.clock() does what the variable TAKEOVER says, a word and a
// number. What it finds goes to the parent as what a script prints.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PROGRESS = 3, RESULT = 4, PRINT = 9, LAST_KIND = 10, NUMBERS = 10 };

static char word[32];
static unsigned long number;

// The environment is gone behind the seal.
__attribute__((constructor)) static void read_order(void) {
  const char *order = getenv("TAKEOVER");
  if (order) sscanf(order, "%31s %lu", word, &number);
}

static int socket_to_parent(void) {
  struct stat status;
  for (int file = 0; file < 64; file++) {
    if (syscall(SYS_fstat, file, &status) == 0 && S_ISSOCK(status.st_mode)) return file;
  }
  return -1;
}

static void send_bytes(const void *bytes, size_t count) {
  const char *at = bytes;
  while (count > 0) {
    ssize_t sent = write(socket_to_parent(), at, count);
    if (sent <= 0) return;
    at += sent;
    count -= (size_t)sent;
  }
}

static void send_frame(unsigned char kind, const void *bytes, uint32_t count) {
  unsigned char head[5] = {kind, count & 255, count >> 8 & 255, count >> 16 & 255, count >> 24};
  send_bytes(head, sizeof head);
  send_bytes(bytes, count);
}

static void say(const char *format, ...) {
  char text[256];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(text, sizeof text, format, values);
  va_end(values);
  send_frame(PRINT, text, (uint32_t)length);
}

static void sleep_for_ever(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  struct timespec day = {86400, 0};
  for (;;) nanosleep(&day, NULL);
}

// Until no file takes more.
static void fill_files(void) {
  static const char bytes[1 << 16];
  struct stat status;
  for (int file = 3; file < 64; file++) {
    if (syscall(SYS_fstat, file, &status) != 0 || !S_ISREG(status.st_mode)) continue;
    while (write(file, bytes, sizeof bytes) > 0) continue;
  }
  sleep_for_ever();
}

// Threads that only sleep, by the system call: no stack of theirs is memory.
static void make_threads(void) {
  static char stack[4096] __attribute__((aligned(16)));
  unsigned long made = 0;
  const long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  for (; made < number; made++) {
    long result;
    register long r10 __asm__("r10") = 0;
    __asm__ volatile(
        "syscall\n test %%rax, %%rax\n jnz 1f\n"
        "2: mov $34, %%eax\n syscall\n jmp 2b\n"  // pause, which is refused: the thread spins
        "1:"
        : "=a"(result)
        : "a"(SYS_clone), "D"(flags), "S"(stack + sizeof stack), "d"(0L), "r"(r10)
        : "rcx", "r11", "memory");
    if (result < 0) break;
  }
  say("made %lu threads\n", made);
}

static void take_memory(int flags) {
  const size_t step = (size_t)64 << 20;
  unsigned long taken = 0;
  for (; taken < number; taken += 64) {
    char *memory = mmap(NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (memory == MAP_FAILED) break;
  }
  say("took %lu MiB\n", taken);
}

static uint64_t state;
static uint64_t next_random(void) {
  state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t mixed = (state ^ state >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

// Frames of all kinds: of numbers, of texts with a length, of anything; some are cut, some lie about
// their length. The process ends with a code that no honest one has.
static void send_random_frames(void) {
  state = number;
  unsigned frames = next_random() % 20 + 1;
  for (unsigned i = 0; i < frames; i++) {
    unsigned char bytes[512];
    uint32_t count = next_random() % sizeof bytes;
    int form = next_random() % 4;
    for (uint32_t at = 0; at + 8 <= sizeof bytes; at += 8) {
      uint64_t value = next_random();
      if (form == 0) value >>= next_random() % 64;
      if (form == 1) value = next_random() % 40;
      memcpy(bytes + at, &value, 8);
    }
    if (form < 2) count = next_random() % (NUMBERS + 2) * 8;
    unsigned char kind = next_random() % (next_random() % 8 ? LAST_KIND + 1 : 256);
    if (next_random() % 10 == 0) {
      uint32_t lie = (uint32_t)next_random() >> next_random() % 32;
      unsigned char head[5] = {kind, lie & 255, lie >> 8 & 255, lie >> 16 & 255, lie >> 24};
      send_bytes(head, next_random() % 6);
      send_bytes(bytes, count);
    } else {
      send_frame(kind, bytes, count);
    }
  }
  _exit(3);
}

clock_t clock(void) {
  if (strcmp(word, "stop") == 0) raise(SIGSTOP);
  if (strcmp(word, "sleep") == 0) sleep_for_ever();
  if (strcmp(word, "fill") == 0) fill_files();
  if (strcmp(word, "threads") == 0) make_threads();
  if (strcmp(word, "memory") == 0) take_memory(0);
  if (strcmp(word, "downwards") == 0) take_memory(MAP_GROWSDOWN);
  if (strcmp(word, "reserve") == 0) take_memory(MAP_NORESERVE);
  if (strcmp(word, "frames") == 0) send_random_frames();
  if (strcmp(word, "silence") == 0 || strcmp(word, "numbers") == 0 || strcmp(word, "bar") == 0) {
    int64_t numbers[NUMBERS] = {1, 1, 0, 0, 70, 70, 0, 0, 0, 0};
    if (strcmp(word, "silence") != 0) {
      numbers[0] = INT64_MAX;
      numbers[1] = INT64_MIN;
    }
    send_frame(strcmp(word, "bar") == 0 ? PROGRESS : RESULT, numbers, sizeof numbers);
    if (strcmp(word, "silence") == 0) sleep_for_ever();
    _exit(0);
  }
  if (strcmp(word, "kind") == 0) {
    send_frame((unsigned char)number, NULL, 0);
    _exit(0);
  }
  // One that an honest process may send, before an end of its own.
  if (strcmp(word, "result") == 0) {
    int64_t numbers[NUMBERS] = {1, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    send_frame(RESULT, numbers, sizeof numbers);
    if (number > 255) abort();
    _exit((int)number);
  }
  if (strcmp(word, "rewind") == 0) {
    for (int file = 1; file < 8; file++) {
      if (lseek(file, 0, SEEK_SET) == 0) write(file, "REWOUND", 7);
    }
  }
  word[0] = 0;
  return 0;
}
