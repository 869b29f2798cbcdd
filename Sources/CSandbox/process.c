// Sealing the process: its descriptors, environment, rights and limits, then its system calls.
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// Descriptors 0 to 2 always remain open; otherwise the next opened file would get such a number.
static int close_others(const cs_limits *limits, const char **step) {
  *step = "/dev/null";
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return errno;
  *step = "close_range";
  int next = 0;
  for (size_t i = 0; i <= limits->keep_count; i++) {
    int kept = i < limits->keep_count ? limits->keep[i] : -1;
    for (; next <= 2 && next != kept; next++) {
      if (dup2(null, next) < 0) return errno;
    }
    unsigned last = kept < 0 ? ~0u : (unsigned)kept - 1;
    if (kept != next && syscall(SYS_close_range, (unsigned)next, last, 0) != 0) return errno;
    next = kept + 1;
  }
  return 0;
}

// Overwrites the texts. Reads the time zone now, while its file can be opened.
static void clear_environment(void) {
  static char *left[2];
  extern char **environ;
  tzset();
  for (char **entry = environ; entry && *entry; entry++) {
    if (strncmp(*entry, "TZ=", 3) == 0) left[0] = *entry;
    else explicit_bzero(*entry, strlen(*entry));
  }
  environ = left;
}

static int limit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return errno;
  if (now.rlim_max > hard) now.rlim_max = hard;
  now.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max;
  return setrlimit(resource, &now) == 0 ? 0 : errno;
}

// The current memory of the process in bytes: all mappings, as RLIMIT_AS counts, and private
// writable ones, as RLIMIT_DATA counts. 0 if unknown.
typedef struct {
  uint64_t mapped, data;
} in_use;

static in_use memory_in_use(void) {
  in_use memory = {0, 0};
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return memory;
  unsigned long mapped, data;
  if (fscanf(file, "%lu %*s %*s %*s %*s %lu", &mapped, &data) == 2) {
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    memory = (in_use){.mapped = mapped * page, .data = data * page};
  }
  fclose(file);
  return memory;
}

// Address space in addition to the memory limit, for reservations of the C library.
static const uint64_t reserve = UINT64_C(1) << 30;

static int set_limits(const cs_limits *limits, in_use now) {
  int error = limit(RLIMIT_CORE, 0, 0);
  if (!error) error = limit(RLIMIT_FSIZE, limits->file_size, limits->file_size);
  if (!error) error = limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 5);
  if (!error && limits->memory) {
    error = limit(RLIMIT_DATA, now.data + limits->memory, now.data + limits->memory);
    uint64_t all = (now.mapped ? now.mapped : reserve) + limits->memory + reserve;
    if (!error) error = limit(RLIMIT_AS, all, all);
  }
  // Open descriptors remain, and no other can be opened. With 0, poll would fail.
  if (!error) error = limit(RLIMIT_NOFILE, 1, 1);
  return error;
}

// Drops root's rights irrevocably. Emptying the bounding set requires a capability.
static int drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  for (int right = 0; prctl(PR_CAPBSET_READ, right, 0, 0, 0) >= 0; right++) {
    prctl(PR_CAPBSET_DROP, right, 0, 0, 0);
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return syscall(SYS_capset, &header, none) == 0 ? 0 : errno;
}

static int seal(const cs_limits *limits, const char **step) {
  in_use now = memory_in_use();
  int error;
  if ((error = close_others(limits, step))) return error;
  clear_environment();
  *step = "capset";
  if ((error = drop_capabilities())) return error;
  *step = "prctl";
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return errno;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  *step = "landlock";
  if ((error = cs_restrict_paths())) return error;
  *step = "threads";
  if (limits->socket >= 0 && (error = cs_count_threads(limits->socket))) return error;
  *step = "setrlimit";
  if ((error = set_limits(limits, now))) return error;
  *step = "seccomp";
  if ((error = cs_restrict_outputs(limits))) return error;
  return cs_restrict_calls();
}

int cs_seal(const cs_limits *limits, const char **step) {
  int error = seal(limits, step);
  // The process that waits for the descriptor gets the byte in any case.
  if (error) cs_count_no_threads(limits->socket);
  return error;
}

int cs_status(int file, void *status) { return (int)syscall(SYS_fstat, file, status); }
