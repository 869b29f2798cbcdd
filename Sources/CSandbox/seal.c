// The system calls of a sealed process. All others fail with EPERM.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

static const int allowed[] = {
    // the descriptors that are open
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(fstat),
    // memory; see below for what may be mapped
    SCMP_SYS(munmap), SCMP_SYS(brk),
    // threads
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(gettid), SCMP_SYS(getpid),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    // clocks and random numbers
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
};

// The flags with which clone makes a thread, and those that would make something else.
static const scmp_datum_t thread = CLONE_THREAD | CLONE_VM;
static const scmp_datum_t no_thread = CLONE_VFORK | CLONE_PARENT | CLONE_PTRACE | CLONE_NEWNS |
                                      CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

static const scmp_datum_t readable = PROT_READ | PROT_WRITE;
static const scmp_datum_t usual_maps =
    MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK | MAP_DENYWRITE;

static int allow_some(scmp_filter_ctx filter) {
  int error = 0;
  scmp_datum_t process = (scmp_datum_t)getpid();
#define ALLOW(call, ...) \
  if (!error) error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(call), __VA_ARGS__)
  // No new code, and no memory that the limits do not count.
  ALLOW(mmap, 2, SCMP_A2(SCMP_CMP_MASKED_EQ, ~readable, 0),
        SCMP_A3(SCMP_CMP_MASKED_EQ, ~usual_maps, MAP_PRIVATE));
  ALLOW(mprotect, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, ~readable, 0));
  ALLOW(mremap, 1, SCMP_A3(SCMP_CMP_MASKED_EQ, ~(scmp_datum_t)MREMAP_MAYMOVE, 0));
  // Memory can be freed.
  ALLOW(madvise, 1, SCMP_A2(SCMP_CMP_EQ, MADV_DONTNEED));
  ALLOW(madvise, 1, SCMP_A2(SCMP_CMP_EQ, MADV_FREE));
  ALLOW(clone, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, thread | no_thread, thread));
  // The signal that interrupts late calls, and that of abort.
  ALLOW(tgkill, 2, SCMP_A0(SCMP_CMP_EQ, process), SCMP_A2(SCMP_CMP_EQ, SIGURG));
  ALLOW(tgkill, 2, SCMP_A0(SCMP_CMP_EQ, process), SCMP_A2(SCMP_CMP_EQ, SIGABRT));
  // A thread may choose its own core.
  ALLOW(sched_setaffinity, 1, SCMP_A0(SCMP_CMP_EQ, 0));
  // Limits can be read.
  ALLOW(prlimit64, 2, SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
  // isatty
  ALLOW(ioctl, 1, SCMP_A1(SCMP_CMP_EQ, TCGETS));
#undef ALLOW
  // Its arguments cannot be checked; without it, glibc uses clone.
  if (!error) error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  return error;
}

static const int not_of_outputs[] = {
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek)};

int cs_restrict_outputs(const cs_limits *limits) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return ENOMEM;
  int error = 0;
  int is_output = 0;
  for (size_t i = 0; i < limits->output_count; i++) {
    int output = limits->outputs[i];
    if (output == 0) is_output = 1;
    for (size_t j = 0; j < sizeof not_of_outputs / sizeof *not_of_outputs && !error; j++) {
      error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EBADF), not_of_outputs[j], 1,
                               SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)output));
    }
  }
  const struct scmp_arg_cmp input = SCMP_A0(SCMP_CMP_EQ, 0);
  if (!error && !is_output) {
    error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(write), 1, input);
  }
  if (!error && !is_output) {
    error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(writev), 1, input);
  }
  if (!error) error = seccomp_load(filter);
  seccomp_release(filter);
  return -error;
}

int cs_restrict_calls(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return ENOMEM;
  // No honest process makes system calls of another architecture.
  int error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (!error) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
  for (size_t i = 0; !error && i < sizeof allowed / sizeof *allowed; i++) {
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
  }
  if (!error) error = allow_some(filter);
  if (!error) error = seccomp_load(filter);
  seccomp_release(filter);
  return -error;
}
