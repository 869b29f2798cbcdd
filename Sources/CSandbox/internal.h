#pragma once

// Forbids what paths lead to, and TCP ports, where the kernel has Landlock. 0 or an error number.
int cs_restrict_paths(void);

// Leaves the process the system calls that a run needs. 0 or an error number.
int cs_restrict_calls(void);
