#pragma once

#include "csandbox.h"

// Each returns 0 or an error number.

// Forbids what paths lead to, and TCP ports, where the kernel has Landlock.
int cs_restrict_paths(void);

// Leaves the process the system calls that a run needs.
int cs_restrict_calls(void);

// Outputs can be written only, and nothing can be written to standard input.
int cs_restrict_outputs(const cs_limits *limits);

// From now on each new thread is asked for, by who gets a descriptor over the socket.
int cs_count_threads(int socket);

// Says over the socket that nobody will be asked, unless it was said who will be.
void cs_count_no_threads(int socket);
