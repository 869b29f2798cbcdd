// Ascending positions in a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace csj {

// Ascending positions, followed by a sentinel that is larger than all.
class Positions {
 public:
  ~Positions() { free(items_); }
  const uint32_t *begin() const { return items_; }

  void clear() { count_ = 0; }
  // Reserves memory for `extra` more and for overshoot; false if out of memory.
  bool reserve(size_t extra) {
    size_t wanted = count_ + extra + 16;
    if (wanted <= capacity_) return true;
    size_t capacity = capacity_ ? capacity_ : 256;
    while (capacity < wanted) capacity *= 2;
    void *grown = realloc(items_, capacity * sizeof *items_);
    if (!grown) return false;
    items_ = static_cast<uint32_t *>(grown);
    capacity_ = capacity;
    return true;
  }
  size_t count() const { return count_; }
  uint32_t last() const { return items_[count_ - 1]; }
  void remove_last() { count_--; }
  void add(uint32_t position) { items_[count_++] = position; }
  uint32_t *open() const { return items_ + count_; }
  void close(const uint32_t *end) { count_ = size_t(end - items_); }
#if defined(__x86_64__)
  // Adds a position for each bit, from `first` on. Writes four at a time, even if there are fewer,
  // which is cheaper than a mispredicted branch.
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

}  // namespace csj
