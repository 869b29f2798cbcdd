// The arguments of the process, from the system. Swift's CommandLine reads them from /proc, which
// may be missing.
#pragma once

// Ends with NULL; NULL itself if unknown.
char *const *ca_arguments(void);
