// Header and library are found by pkg-config; only BatchModel includes them.
#include <xxhash.h>
