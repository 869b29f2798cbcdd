#include "carguments.h"

#include <stddef.h>

static char *const *arguments;

// glibc calls constructors with the arguments of main.
__attribute__((constructor)) static void keep(int count, char *const *values) {
  if (count > 0) arguments = values;
}

char *const *ca_arguments(void) { return arguments; }
