// A sealed child process, in which a script can do no harm: whatever its code does, the kernel
// refuses new files, programs, sockets and processes. It has only the descriptors that it is given,
// its memory, its threads and the clocks.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const int *keep;  // the descriptors that remain open, ascending
  size_t keep_count;
  const int *outputs;  // those that may be written, but neither read nor rewound
  size_t output_count;
  int socket;              // for the descriptor that threads are counted with; -1: not counted
  uint64_t memory;         // bytes in addition to the current memory; 0: no limit
  uint64_t file_size;      // the most bytes of any file
  uint64_t cpu_seconds;
} cs_limits;

// fork(2). The child ignores the signals that its parent handles, is killed when the thread that
// forked it ends, and has no handlers for its own faults. The process must have one thread.
pid_t cs_fork(void);

// Starts a program with two arguments, and the descriptors as 3, 4 and so forth. Returns -1 and
// sets errno on failure.
pid_t cs_spawn(const char *program, const char *word, const char *release, const int *descriptors,
               size_t count);
// Whether this program has other rights than its caller: set-user-ID and the like.
int cs_has_other_rights(void);
// pipe2(2), closed on exec.
int cs_pipe(int ends[2]);
// Does what cs_fork does in the child, for a program that was started by cs_spawn.
void cs_become_child(void);

// Receives what cs_seal sends over a socket: the descriptor on which the kernel asks about each new
// thread; -1 if it cannot. Returns 0 or an error number: EPIPE at the end, EMFILE if this process
// has too many open files.
int cs_receive_threads(int socket, int *threads);

// Answers the next question on that descriptor. No effect if it was withdrawn.
void cs_answer_thread(int threads, int is_allowed);

// The number of threads of the process.
int cs_thread_count(void);

// Seals the process irrevocably. Then it has only the given descriptors, only the time zone of the
// environment, no capabilities, no core dumps, and only the system calls of seal.c. Returns 0, or
// an error number and the name of the failed step; then the process must not run untrusted code.
int cs_seal(const cs_limits *limits, const char **step);

// fstat(2) for a sealed process: that of the C library may use a path, which is refused. `status`
// is a struct stat; including its header here would make it a type of this module in Swift.
int cs_status(int file, void *status);

#ifdef __cplusplus
}
#endif
