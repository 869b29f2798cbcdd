#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// ---- a child

static void set_signals(void) {
  // Programs and the Swift runtime may have handlers for these, which might start other programs.
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU};
  // The parent handles these signals, except SIGURG, which stops calls that exceed their time.
  for (int number = 1; number <= SIGRTMAX; number++) {
    struct sigaction now;
    if (number == SIGURG || sigaction(number, NULL, &now) != 0) continue;
    if (now.sa_handler != SIG_DFL) signal(number, SIG_IGN);
  }
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) signal(faults[i], SIG_DFL);
  // Exceeding the file size is an error of the write.
  signal(SIGXFSZ, SIG_IGN);
}

pid_t cs_fork(void) {
  pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t child = fork();
  int error = errno;
  if (child == 0) {
    set_signals();
    // The parent may have exited before the call.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(1);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return child;
}

int cs_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void cs_become_child(void) {
  set_signals();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int cs_has_other_rights(void) { return getauxval(AT_SECURE) != 0; }

pid_t cs_spawn(const char *program, const char *word, const char *release, const int *descriptors,
               size_t count) {
  enum { FIRST = 3 };
  extern char **environ;
  char *arguments[] = {(char *)program, (char *)word, (char *)release, NULL};
  int *copies = calloc(count ? count : 1, sizeof *copies);
  if (!copies) return -1;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  int error = 0;
  size_t made = 0;
  for (; made < count && !error; made++) {
    // Above all target numbers, so that no descriptor is replaced before it is copied.
    copies[made] = fcntl(descriptors[made], F_DUPFD_CLOEXEC, FIRST + (int)count);
    if (copies[made] < 0) error = errno;
    else error = posix_spawn_file_actions_adddup2(&actions, copies[made], FIRST + (int)made);
  }
  pid_t process = -1;
  if (!error) error = posix_spawn(&process, program, &actions, &attributes, arguments, environ);
  for (size_t i = 0; i < made; i++) {
    if (copies[i] >= 0) close(copies[i]);
  }
  free(copies);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  errno = error;
  return error ? -1 : process;
}

int cs_thread_count(void) {
  struct stat status;
  return stat("/proc/self/task", &status) == 0 ? (int)status.st_nlink - 2 : 1;
}

// ---- descriptors, environment, limits and rights

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
