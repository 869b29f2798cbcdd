// Starting a child process, and what it inherits of its parent.
#define _GNU_SOURCE
#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

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
