#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Before main begins, the Swift runtime of a static program looks in /proc for its own file, beside
// which its tool for backtraces may be, and ends the program if it finds none. It does not look if
// it is told where that tool is. A constructor of this priority runs before it.
__attribute__((constructor(101))) static void name_tool(void) {
  if (access("/proc/self/exe", F_OK) == 0) return;
  const char *given = getenv("SWIFT_BACKTRACE");
  if (given && strstr(given, "swift-backtrace=")) return;
  char settings[512];
  int length = snprintf(settings, sizeof settings, "%s%sswift-backtrace=/", given ? given : "",
                        given && *given ? "," : "");
  if (length < (int)sizeof settings) setenv("SWIFT_BACKTRACE", settings, 1);
}
