// A child process in which a script can do no harm: the kernel refuses it new files, programs,
// sockets and processes, whatever the code in it does. It keeps the descriptors that it is left,
// its memory, its threads and the clocks.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const int *keep;  // the descriptors that stay open, ascending
  size_t keep_count;
  const int *outputs;  // those of them that can be written, and not be read or rewound
  size_t output_count;
  int socket;              // takes the descriptor that threads are counted by; -1: not counted
  uint64_t memory;         // bytes beyond what the process has now; 0: no limit
  uint64_t file_size;      // bytes that any file may come to
  uint64_t cpu_seconds;
} cs_limits;

// fork(2). The child ignores the signals that its parent answers, and is killed
// when the thread that forked it ends; it dies of its own faults without handlers. The process
// must have one thread.
pid_t cs_fork(void);

// Starts a program with two arguments and the descriptors as 3, 4 and so forth. -1 with errno when
// it cannot.
pid_t cs_spawn(const char *program, const char *word, const char *release, const int *descriptors,
               size_t count);
// Whether this program has other rights than who started it: set-user-ID and the like.
int cs_has_other_rights(void);
// pipe2(2) whose ends no other program inherits.
int cs_pipe(int ends[2]);
// What cs_fork does in the child, for a program that was started by cs_spawn.
void cs_become_child(void);

// Takes from a socket what cs_seal sends over it: the descriptor on which a sealed process asks for
// each thread; -1 when the kernel cannot ask. Returns 0 or an error number: EPIPE at the end,
// EMFILE when this process has no number left for it.
int cs_receive_threads(int socket, int *threads);

// Answers the next question on that descriptor. No effect when it was taken back.
void cs_answer_thread(int threads, int is_allowed);

// How many threads the process has.
int cs_thread_count(void);

// Seals the process for good, after which it has no other descriptors, of the environment only the
// time zone, no capabilities, no core dumps, and of system calls those of seal.c. Returns 0, or an
// error number with `step` the name of what failed; then the process must not run what it should
// have been sealed for.
int cs_seal(const cs_limits *limits, const char **step);

// fstat(2) as a sealed process has it: the C library may ask by path, which is refused. `status` is
// a struct stat; its header here would make it this module's in Swift.
int cs_status(int file, void *status);

#ifdef __cplusplus
}
#endif
