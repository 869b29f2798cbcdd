// The C library's; Swift's Glibc leaves this header out.
#include <sys/xattr.h>
