#define _GNU_SOURCE
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "csandbox.h"

int cs_restrict_paths(void);

static const char *file;
static int process;

static int error_of(long result) { return result == -1 ? errno : 0; }
static int mapped(void *memory) { return memory == MAP_FAILED ? errno : 0; }

static int read_file(void) {
  return error_of(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
}
static int make_file(void) {
  return error_of(syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT, 0600));
}
static int make_directory(void) { return error_of(syscall(SYS_mkdirat, AT_FDCWD, file, 0700)); }
static int make_link(void) { return error_of(symlink("/etc/passwd", file)); }
static int look_at_file(void) {
  struct stat status;
  return error_of(stat("/etc/passwd", &status));
}
static int run_program(void) {
  char *const arguments[] = {"true", NULL};
  return error_of(execve("/bin/true", arguments, arguments + 1));
}
static int make_process(void) {
  long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return error_of(child);
}
static int send_signal(void) { return error_of(kill(process, 0)); }
static int make_internet_socket(void) { return error_of(socket(AF_INET, SOCK_STREAM, 0)); }
static int make_local_socket(void) { return error_of(socket(AF_UNIX, SOCK_STREAM, 0)); }
static int make_sockets(void) {
  int ends[2];
  return error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}
static int make_pipe(void) {
  int ends[2];
  return error_of(pipe(ends));
}
static int copy_descriptor(void) { return error_of(dup(2)); }
static int make_memory_file(void) { return error_of(syscall(SYS_memfd_create, "x", 0)); }
static int map_code(void) {
  return mapped(mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
static int make_code(void) {
  void *memory = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? 0 : error_of(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}
static int share_memory(void) {
  return mapped(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}
static int raise_limit(void) {
  struct rlimit none = {0, 0};
  return error_of(setrlimit(RLIMIT_CORE, &none));
}
static int allow_dumps(void) { return error_of(prctl(PR_SET_DUMPABLE, 1)); }
static int change_directory(void) { return error_of(chdir("/")); }
static int read_environment(void) { return getenv("PATH") ? 0 : ENOENT; }

// What it must be able to do.
static void *nothing(void *argument) { return argument; }
static int start_thread(void) {
  pthread_t thread;
  int error = pthread_create(&thread, NULL, nothing, NULL);
  return error ? error : pthread_join(thread, NULL);
}
static int take_memory(void) {
  void *block = malloc(64 << 20);
  return block ? (free(block), 0) : ENOMEM;
}
static int choose_core_of(int thread) {
  cpu_set_t cores;
  int error = error_of(sched_getaffinity(0, sizeof cores, &cores));
  return error ? error : error_of(sched_setaffinity(thread, sizeof cores, &cores));
}
static int choose_core(void) { return choose_core_of(0); }
static int choose_core_of_process(void) { return choose_core_of(process); }
static int tell_time(void) {
  struct timespec time;
  return error_of(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time));
}
static int look_at_descriptor(void) {
  struct stat status;
  return error_of(cs_status(2, &status));
}
static int wait_for_descriptor(void) {
  struct pollfd entry = {.fd = 2, .events = POLLOUT};
  return error_of(poll(&entry, 1, 1000));
}
static int output;
static int read_output(void) {
  char byte;
  return error_of(read(output, &byte, 1));
}
static int rewind_output(void) { return error_of(lseek(output, 0, SEEK_SET)); }
static int write_output(void) { return error_of(write(output, "", 1)); }
static int grow_downwards(void) {
  return mapped(mmap(0, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0));
}
static char *page(void) {
  static char pages[8192];
  return pages + (4096 - (uintptr_t)pages % 4096);
}
static int give_memory_back(void) { return error_of(madvise(page(), 4096, MADV_DONTNEED)); }
static int advise_otherwise(void) { return error_of(madvise(page(), 4096, MADV_RANDOM)); }
static int signal_itself(void) {
  return error_of(syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), 0));
}
// By the signal that is allowed for the process itself.
static int signal_thread_of_process(void) {
  return error_of(syscall(SYS_tgkill, process, process, SIGURG));
}
static int interrupt_itself(void) {
  return error_of(syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), SIGURG));
}
static int signal_itself_otherwise(void) {
  return error_of(syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), SIGCHLD));
}
static int signal_itself_by_tkill(void) {
  return error_of(syscall(SYS_tkill, (int)syscall(SYS_gettid), SIGURG));
}
static int signal_itself_by_kill(void) { return error_of(kill(getpid(), SIGURG)); }
static int look_for_terminal(void) {
  char settings[256];
  int error = error_of(ioctl(output, TCGETS, settings));
  return error == ENOTTY ? 0 : error;
}
// EPERM when each of them is refused by the seal.
static int control_otherwise(void) {
  static const unsigned long requests[] = {TCSETS, TCSETSW, TIOCSTI, TIOCGWINSZ, TIOCSCTTY,
                                           TIOCNOTTY, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
  char space[256] = {0};
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
    if (error_of(ioctl(output, requests[i], space)) != EPERM) return 0;
  }
  return EPERM;
}
static int limit_of(int which) {
  struct rlimit limit;
  return error_of(syscall(SYS_prlimit64, which, RLIMIT_CORE, NULL, &limit));
}
static int read_limit(void) { return limit_of(0); }
static int read_limit_of_process(void) { return limit_of(process); }
static int populate_memory(void) {
  return mapped(mmap(0, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0));
}
static char *two_pages(void) {
  return mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static int grow_memory(void) { return mapped(mremap(two_pages(), 8192, 16384, MREMAP_MAYMOVE)); }
static int move_memory_over_other(void) {
  return mapped(mremap(two_pages(), 8192, 8192, MREMAP_MAYMOVE | MREMAP_FIXED, two_pages()));
}
static int free_memory_later(void) { return error_of(madvise(two_pages(), 8192, MADV_FREE)); }
static int make_process_by_vfork(void) {
  pid_t child = vfork();
  if (child == 0) _exit(0);
  return error_of(child);
}
// Its arguments are wrong, which the kernel says where it has the call.
static int clone3_is_there(void) {
  return error_of(syscall(SYS_clone3, NULL, (size_t)0)) == ENOSYS ? ENOSYS : 0;
}
static int take_too_much_memory(void) {
  return mapped(
      mmap(0, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static const struct {
  const char *name;
  int (*attempt)(void);
} attempts[] = {
    {"thread", start_thread},
    {"memory", take_memory},
    {"time", tell_time},
    {"choose core", choose_core},
    {"look at descriptor", look_at_descriptor},
    {"wait for descriptor", wait_for_descriptor},
    {"write output", write_output},
    {"give memory back", give_memory_back},
    {"read output", read_output},
    {"rewind output", rewind_output},
    {"grow downwards", grow_downwards},
    {"advise otherwise", advise_otherwise},
    {"signal itself", signal_itself},
    {"signal thread of process", signal_thread_of_process},
    {"interrupt itself", interrupt_itself},
    {"signal itself otherwise", signal_itself_otherwise},
    {"signal itself by tkill", signal_itself_by_tkill},
    {"signal itself by kill", signal_itself_by_kill},
    {"look for terminal", look_for_terminal},
    {"control otherwise", control_otherwise},
    {"read limit", read_limit},
    {"read limit of process", read_limit_of_process},
    {"populate memory", populate_memory},
    {"grow memory", grow_memory},
    {"move memory over other", move_memory_over_other},
    {"free memory later", free_memory_later},
    {"process by vfork", make_process_by_vfork},
    {"clone3", clone3_is_there},
    {"read file", read_file},
    {"make file", make_file},
    {"make directory", make_directory},
    {"make link", make_link},
    {"look at file", look_at_file},
    {"run program", run_program},
    {"make process", make_process},
    {"send signal", send_signal},
    {"choose core of process", choose_core_of_process},
    {"internet socket", make_internet_socket},
    {"local socket", make_local_socket},
    {"sockets", make_sockets},
    {"pipe", make_pipe},
    {"copy descriptor", copy_descriptor},
    {"memory file", make_memory_file},
    {"map code", map_code},
    {"make code", make_code},
    {"share memory", share_memory},
    {"set limit", raise_limit},
    {"allow dumps", allow_dumps},
    {"change directory", change_directory},
    {"environment", read_environment},
    {"too much memory", take_too_much_memory},
};

const char *probe_name(int attempt) {
  return attempt < (int)(sizeof attempts / sizeof *attempts) ? attempts[attempt].name : NULL;
}

int probe_landlock(void) {
  long version = syscall(444, NULL, (size_t)0, 1);
  return version > 0 ? (int)version : 0;
}

static int seal(probe_seal kind) {
  if (kind == PROBE_FREE) return 0;
  if (kind == PROBE_PATHS) return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || cs_restrict_paths();
  const int keep[] = {2, output};
  const cs_limits limits = {.keep = keep, .keep_count = 2, .outputs = &output, .output_count = 1,
                            .socket = -1, .memory = 512 << 20, .file_size = 1 << 20,
                            .cpu_seconds = 10};
  const char *step;
  return cs_seal(&limits, &step);
}

// What it does not send back by its exit code it cannot send back.
enum { UNSEALED = 255 };

int probe(int attempt, probe_seal kind, const char *path, int other) {
  file = path;
  process = other;
  output = open("/dev/null", O_RDWR | O_CLOEXEC);
  pid_t child = cs_fork();
  if (child > 0) close(output);
  if (child < 0) return -errno;
  if (child == 0) _exit(seal(kind) ? UNSEALED : attempts[attempt].attempt());
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (WIFSIGNALED(status)) return -WTERMSIG(status);
  return WEXITSTATUS(status) == UNSEALED ? 1000 : WEXITSTATUS(status);
}
