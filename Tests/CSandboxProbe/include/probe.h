// What a process can do, tried by the plain system calls in a child of its own for each.
#pragma once

typedef enum { PROBE_FREE, PROBE_SEALED, PROBE_PATHS } probe_seal;

// The attempts, up to a NULL.
const char *probe_name(int attempt);
// 0 when it came off, else the error number; negative when the child died, 1000 when it could not
// be sealed. `path` is a name for a new file, `other` another process.
int probe(int attempt, probe_seal seal, const char *path, int other);
// The version of Landlock that the kernel has, 0 for none.
int probe_landlock(void);
