// Long runs of plain bytes: those that mean nothing in a string but themselves, such as an image in
// Base64. What is left without them goes through simdjson's first stage in their place.
#pragma once

#include <cstring>
#include <memory>

#include "positions.hpp"
#include "processor.hpp"

namespace csj {

class PlainRuns {
 public:
  enum { BLOCK = 4096 };

  // Forgets all runs; the blocks of a text of `length` bytes may follow. False when memory is out.
  bool start(uint32_t length) {
    edges_.clear();
    total_ = 0;
    return edges_.reserve(length / BLOCK + 1);  // no two runs without a block between them
  }

  // Notes the block at `from`, which is behind those before, and says whether it is plain. One that
  // has a comma near its start passes for none: it is rather of an array of numbers, and a single
  // run outside of a string makes all others useless.
  bool take(const uint8_t *bytes, uint32_t from) {
    const uint8_t *block = bytes + from;
    if (!is_plain(block, PROBE) || memchr(block, ',', MARGIN)) return false;
    if (!is_plain(block + PROBE, BLOCK - PROBE)) return false;
    if (edges_.count() > 0 && edges_.last() == from) {
      edges_.remove_last();
      total_ += BLOCK;
    } else {
      edges_.add(from + MARGIN);
      total_ += BLOCK - MARGIN;
    }
    edges_.add(from + BLOCK);
    return true;
  }

  // The number of bytes in runs.
  uint32_t total() const { return total_; }

  // The text without its runs, until the next call. Throws `std::bad_alloc`.
  const uint8_t *condense(const uint8_t *bytes, uint32_t length) {
    size_t wanted = length - total_;
    if (wanted > capacity_) {
      capacity_ = 0;
      condensed_.reset();
      condensed_.reset(new uint8_t[wanted]);
      capacity_ = wanted;
    }
    uint8_t *to = condensed_.get();
    uint32_t from = 0;
    for (const uint32_t *edge = edges_.begin(); edge < edges_.open(); edge += 2) {
      memcpy(to, bytes + from, edge[0] - from);
      to += edge[0] - from;
      from = edge[1];
    }
    memcpy(to, bytes + from, length - from);
    return condensed_.get();
  }

  // Moves the structural positions of the condensed text to where they are in `bytes`. False when a
  // run is not in a string: then the whole text may have others. Else it has the same ones, since
  // no escape and no UTF-8 sequence reaches over the plain bytes that stay before a run.
  //
  // The byte before a run is neither a space nor a quote. Outside of strings each such byte is
  // structural or goes on with a number or a word whose first byte is; so it is in a string exactly
  // when the last structural byte up to it is a quote.
  bool expand(const uint8_t *bytes, uint32_t *positions, uint32_t count) const {
    uint32_t at = 0, before = 0;  // `before`: bytes of the runs that are passed
    for (const uint32_t *edge = edges_.begin(); edge < edges_.open(); edge += 2) {
      for (; at < count && positions[at] + before < edge[0]; at++) positions[at] += before;
      if (at == 0 || bytes[positions[at - 1]] != '"') return false;
      before += edge[1] - edge[0];
    }
    for (; at < count; at++) positions[at] += before;
    return true;
  }

 private:
  // What is looked at first, which is enough for most text; what stays of a run at its start.
  enum { PROBE = 256, MARGIN = 64 };

  // Whether all bytes are ASCII above the quote (so no control, space or '!' is) and no backslash.
  bool is_plain(const uint8_t *bytes, uint32_t count) const {
#if defined(__x86_64__)
    if (has_avx512_) return is_plain_avx512(bytes, count);
    if (has_avx2_) return is_plain_avx2(bytes, count);
#endif
    return is_plain_anywhere(bytes, count);
  }

  // The compiler makes vectors of it.
  __attribute__((always_inline)) static bool is_plain_anywhere(const uint8_t *bytes,
                                                               uint32_t count) {
    int8_t least = INT8_MAX;      // negative where a byte is not ASCII
    uint8_t nearest = UINT8_MAX;  // zero where a backslash is
    for (uint32_t i = 0; i < count; i++) {
      int8_t byte = int8_t(bytes[i]);
      uint8_t distance = bytes[i] ^ '\\';
      least = byte < least ? byte : least;
      nearest = distance < nearest ? distance : nearest;
    }
    return least > '"' && nearest != 0;
  }

#if defined(__x86_64__)
  __attribute__((target("avx512bw"))) static bool is_plain_avx512(const uint8_t *bytes,
                                                                  uint32_t count) {
    return is_plain_anywhere(bytes, count);
  }

  __attribute__((target("avx2"))) static bool is_plain_avx2(const uint8_t *bytes, uint32_t count) {
    return is_plain_anywhere(bytes, count);
  }

  const bool has_avx512_ = has_avx512(), has_avx2_ = has_avx2();
#endif

  Positions edges_;  // of each run its start and its end
  uint32_t total_ = 0;
  std::unique_ptr<uint8_t[]> condensed_;
  size_t capacity_ = 0;
};

}  // namespace csj
