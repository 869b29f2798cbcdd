#pragma once

#include "csandbox.h"

// Each returns 0 or an error number.

// Forbids access by paths, and TCP ports, if the kernel has Landlock.
int cs_restrict_paths(void);

// Allows only the system calls that a run needs.
int cs_restrict_calls(void);

// Makes outputs write-only, and standard input not writable.
int cs_restrict_outputs(const cs_limits *limits);

// Makes the kernel ask about each new thread, on a descriptor that is sent over the socket.
int cs_count_threads(int socket);

// Sends over the socket that there is no such descriptor, unless one was sent.
void cs_count_no_threads(int socket);
