// Hints to the compiler about the hot path.
#pragma once

#define CSJ_INLINE inline __attribute__((always_inline))
#define CSJ_APART inline __attribute__((noinline))
#define CSJ_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define CSJ_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
