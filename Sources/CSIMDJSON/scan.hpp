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
  // Room for `extra` more and the one behind; false when memory is out.
  bool reserve(size_t extra) {
    size_t wanted = count_ + extra + 1;
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
  void add(uint32_t first, uint64_t bits) {
    for (; bits; bits &= bits - 1) add(first + uint32_t(__builtin_ctzll(bits)));
  }
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
    uint32_t done = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
      if (!run_avx2(bytes, length, done)) return false;
    }
#endif
    if (!ends_.reserve(length - done) || !backslashes_.reserve(length - done)) return false;
    for (; done < length; done++) {
      if (bytes[done] == '\n') ends_.add(done);
      if (bytes[done] == '\\') backslashes_.add(done);
    }
    ends_.end();
    backslashes_.end();
    return true;
  }

  const uint32_t *line_ends() const { return ends_.begin(); }
  const uint32_t *backslashes() const { return backslashes_.begin(); }

 private:
#if defined(__x86_64__)
  __attribute__((target("avx2"))) bool run_avx2(const uint8_t *bytes, uint32_t length,
                                                uint32_t &done) {
    const __m256i line_feed = _mm256_set1_epi8('\n'), backslash = _mm256_set1_epi8('\\');
    for (; length - done >= 64; done += 64) {
      const __m256i *at = reinterpret_cast<const __m256i *>(bytes + done);
      __m256i low = _mm256_loadu_si256(at), high = _mm256_loadu_si256(at + 1);
      __m256i low_end = _mm256_cmpeq_epi8(low, line_feed);
      __m256i high_end = _mm256_cmpeq_epi8(high, line_feed);
      low = _mm256_cmpeq_epi8(low, backslash);
      high = _mm256_cmpeq_epi8(high, backslash);
      __m256i any = _mm256_or_si256(_mm256_or_si256(low, high), _mm256_or_si256(low_end, high_end));
      if (_mm256_testz_si256(any, any)) continue;
      if (!ends_.reserve(64) || !backslashes_.reserve(64)) return false;
      ends_.add(done, mask(low_end, high_end));
      backslashes_.add(done, mask(low, high));
    }
    return true;
  }

  __attribute__((target("avx2"))) static uint64_t mask(__m256i low, __m256i high) {
    return uint32_t(_mm256_movemask_epi8(low)) |
           uint64_t(uint32_t(_mm256_movemask_epi8(high))) << 32;
  }
#endif

  Positions ends_, backslashes_;
};

}  // namespace csj
