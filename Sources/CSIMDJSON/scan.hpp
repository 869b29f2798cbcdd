// Finds the line ends and backslashes of a text, which simdjson's first stage does not report, and
// its long runs of plain bytes.
#pragma once

#include <cstdint>

#include "plain.hpp"
#include "positions.hpp"
#include "processor.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace csj {

class Scan {
 public:
  // False if out of memory.
  bool run(const uint8_t *bytes, uint32_t length) {
    ends_.clear();
    backslashes_.clear();
    if (!ends_.reserve(0) || !backslashes_.reserve(0) || !plain_.start(length)) return false;
#if defined(__x86_64__)
    bool are_many = false;  // whether the last block had many backslashes
#endif
    for (uint32_t from = 0; from < length;) {
      uint32_t to = length - from > BLOCK ? from + BLOCK : length;
      if (to - from == BLOCK && plain_.take(bytes, from)) {
        from = to;
        continue;
      }
      if (!ends_.reserve(to - from) || !backslashes_.reserve(to - from)) return false;
#if defined(__x86_64__)
      if (has_avx512_) {
        size_t old = backslashes_.count();
        from = are_many ? run_avx512<true>(bytes, from, to) : run_avx512<false>(bytes, from, to);
        are_many = backslashes_.count() - old > MANY;
      } else if (has_avx2_) {
        from = run_avx2(bytes, from, to);
      }
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
  // The most lines that the text may have.
  size_t most_lines() const { return ends_.count() + 1; }
  const uint32_t *backslashes() const { return backslashes_.begin(); }
  PlainRuns &plain_runs() { return plain_; }

 private:
  enum { BLOCK = PlainRuns::BLOCK, MANY = 8 };

#if defined(__x86_64__)
#define CSJ_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))
  // Scans until less than 64 bytes are left. Where there are many backslashes, writing positions
  // without a branch is cheaper than mispredicting whether there are any.
  template <bool are_many>
  CSJ_AVX512 uint32_t run_avx512(const uint8_t *bytes, uint32_t from, uint32_t to) {
    const __m512i line_feed = _mm512_set1_epi8('\n'), backslash = _mm512_set1_epi8('\\');
    uint32_t *ends = ends_.open(), *backslashes = backslashes_.open();
    for (; to - from >= 64; from += 64) {
      __m512i block = _mm512_loadu_si512(bytes + from);
      uint64_t found = _mm512_cmpeq_epi8_mask(block, backslash);
      if (are_many || found) backslashes = write(backslashes, from, found);
      found = _mm512_cmpeq_epi8_mask(block, line_feed);
      if (found) ends = write(ends, from, found);
    }
    ends_.close(ends);
    backslashes_.close(backslashes);
    return from;
  }

  // Writes a position for each bit, from `first` on, sixteen at a time; returns the end.
  CSJ_AVX512 static uint32_t *write(uint32_t *at, uint32_t first, uint64_t bits) {
    alignas(64) static constexpr uint8_t all[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    alignas(64) uint8_t offsets[64];
    _mm512_store_si512(offsets, _mm512_maskz_compress_epi8(bits, _mm512_load_si512(all)));
    int count = int(_mm_popcnt_u64(bits)), i = 0;
    do {
      __m128i some = _mm_load_si128(reinterpret_cast<const __m128i *>(offsets + i));
      _mm512_storeu_si512(
          at + i, _mm512_add_epi32(_mm512_set1_epi32(int(first)), _mm512_cvtepu8_epi32(some)));
      i += 16;
    } while (i < count);
    return at + count;
  }

  // Scans until less than 64 bytes are left.
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

  const bool has_avx512_ = has_avx512(), has_avx2_ = has_avx2();
#endif

  Positions ends_, backslashes_;
  PlainRuns plain_;
};

}  // namespace csj
