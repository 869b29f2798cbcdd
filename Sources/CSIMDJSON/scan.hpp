// Looking for the ends of lines and for backslashes, which the first stage does not tell.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace csj {

inline uint32_t find(const uint8_t *bytes, uint8_t wanted, uint32_t from, uint32_t end) {
  const void *found = from < end ? memchr(bytes + from, wanted, end - from) : nullptr;
  return found ? uint32_t(static_cast<const uint8_t *>(found) - bytes) : end;
}

// The first LF or backslash in `[from, end)`, or where less than 64 bytes are left.
#if defined(__x86_64__)
__attribute__((target("avx2"))) inline uint32_t find_either_avx2(const uint8_t *bytes,
                                                                 uint32_t from, uint32_t end) {
  const __m256i line_feed = _mm256_set1_epi8('\n'), backslash = _mm256_set1_epi8('\\');
  for (; end - from >= 64; from += 64) {
    __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + from));
    __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + from + 32));
    low = _mm256_or_si256(_mm256_cmpeq_epi8(low, line_feed), _mm256_cmpeq_epi8(low, backslash));
    high = _mm256_or_si256(_mm256_cmpeq_epi8(high, line_feed), _mm256_cmpeq_epi8(high, backslash));
    uint64_t found = uint32_t(_mm256_movemask_epi8(low)) |
                     uint64_t(uint32_t(_mm256_movemask_epi8(high))) << 32;
    if (found) return from + uint32_t(__builtin_ctzll(found));
  }
  return from;
}

inline bool has_avx2() {
  static const bool answer = __builtin_cpu_supports("avx2");
  return answer;
}
#endif

// The end of the line at `from`, which is its LF or `end`, and its first backslash, or that end.
struct Span {
  uint32_t end, backslash;
};

inline Span scan_line(const uint8_t *bytes, uint32_t from, uint32_t end) {
#if defined(__x86_64__)
  if (has_avx2()) {
    from = find_either_avx2(bytes, from, end);
    if (from < end && bytes[from] == '\n') return {from, from};
    if (from < end && bytes[from] == '\\') return {find(bytes, '\n', from, end), from};
  }
#endif
  uint32_t stop = find(bytes, '\n', from, end);
  return {stop, find(bytes, '\\', from, stop)};
}

}  // namespace csj
