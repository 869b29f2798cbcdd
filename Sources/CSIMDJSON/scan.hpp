// Line ends and backslashes of a text, which simdjson's first stage does not tell.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace csj {

// Ascending positions, behind the last of them one that is larger than all.
class Positions {
 public:
  ~Positions() { free(items_); }
  const uint32_t *begin() const { return items_; }

  void clear() { count_ = 0; }
  // Room for `extra` more and what is written behind them; false when memory is out.
  bool reserve(size_t extra) {
    size_t wanted = count_ + extra + 4;
    if (wanted <= capacity_) return true;
    size_t capacity = capacity_ ? capacity_ : 256;
    while (capacity < wanted) capacity *= 2;
    void *grown = realloc(items_, capacity * sizeof *items_);
    if (!grown) return false;
    items_ = static_cast<uint32_t *>(grown);
    capacity_ = capacity;
    return true;
  }
  void add(uint32_t position) { items_[count_++] = position; }
#if defined(__x86_64__)
  // One for each bit from `first` on. Four at a time, whether there are so many or not: that costs
  // less than a wrong guess of how many there are.
  __attribute__((target("avx2,bmi,popcnt"))) void add(uint32_t first, uint64_t bits) {
    uint32_t *at = items_ + count_;
    int count = int(_mm_popcnt_u64(bits));
    count_ += size_t(count);
    for (; count > 0; count -= 4, at += 4) {
      for (int i = 0; i < 4; i++, bits &= bits - 1) at[i] = first + uint32_t(_tzcnt_u64(bits));
    }
  }
#endif
  void end() { items_[count_] = UINT32_MAX; }

 private:
  uint32_t *items_ = nullptr;
  size_t count_ = 0, capacity_ = 0;
};

class Scan {
 public:
  // False when memory is out.
  bool run(const uint8_t *bytes, uint32_t length) {
    ends_.clear();
    backslashes_.clear();
    if (!ends_.reserve(0) || !backslashes_.reserve(0)) return false;
    for (uint32_t from = 0; from < length;) {
      uint32_t to = length - from > BLOCK ? from + BLOCK : length;
      if (!ends_.reserve(to - from) || !backslashes_.reserve(to - from)) return false;
#if defined(__x86_64__)
      if (has_avx2_) from = run_avx2(bytes, from, to);
#endif
      for (; from < to; from++) {
        if (bytes[from] == '\n') ends_.add(from);
        if (bytes[from] == '\\') backslashes_.add(from);
      }
    }
    ends_.end();
    backslashes_.end();
    return true;
  }

  const uint32_t *line_ends() const { return ends_.begin(); }
  const uint32_t *backslashes() const { return backslashes_.begin(); }

 private:
  enum { BLOCK = 8192 };

#if defined(__x86_64__)
  // Up to where less than 64 bytes are left.
  __attribute__((target("avx2,bmi,popcnt"))) uint32_t run_avx2(const uint8_t *bytes, uint32_t from,
                                                               uint32_t to) {
    const __m256i line_feed = _mm256_set1_epi8('\n'), backslash = _mm256_set1_epi8('\\');
    for (; to - from >= 64; from += 64) {
      const __m256i *at = reinterpret_cast<const __m256i *>(bytes + from);
      __m256i low = _mm256_loadu_si256(at), high = _mm256_loadu_si256(at + 1);
      if (uint64_t found = equal(low, high, backslash)) backslashes_.add(from, found);
      if (uint64_t found = equal(low, high, line_feed)) ends_.add(from, found);
    }
    return from;
  }

  __attribute__((target("avx2,bmi,popcnt"))) static uint64_t equal(__m256i low, __m256i high,
                                                                   __m256i wanted) {
    return uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted))) |
           uint64_t(uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)))) << 32;
  }

  bool has_avx2_ = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("popcnt");
#endif

  Positions ends_, backslashes_;
};

}  // namespace csj
