// The arguments of the process as the system handed them over: Swift's CommandLine reads them from
// /proc, which need not be there.
#pragma once

// NULL at the end; NULL itself when the system did not tell.
char *const *ca_arguments(void);
