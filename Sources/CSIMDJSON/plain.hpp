// Finds long runs of plain bytes, which have no special meaning in strings, such as a Base64 image.
// simdjson's first stage then runs on a condensed text without them.
#pragma once

#include <cstring>
#include <memory>

#include "positions.hpp"
#include "processor.hpp"

namespace csj {

class PlainRuns {
 public:
  enum { BLOCK = 4096 };

  // Removes all runs, and prepares for a text of `length` bytes. False if out of memory.
  bool start(uint32_t length) {
    edges_.clear();
    total_ = 0;
    return edges_.reserve(length / BLOCK + 1);  // at least a block is between two runs
  }

  // Adds the block at `from`, which follows the earlier ones; returns whether it is plain. One with
  // a comma near its start counts as not plain: it is probably part of an array of numbers, and a
  // single run outside of a string makes all others useless.
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

  // Converts the structural positions of the condensed text to those in `bytes`. False if a run is
  // not in a string: then the whole text may have other structural positions. Otherwise they are
  // the same, because no escape and no UTF-8 sequence extends over the plain bytes that remain
  // before a run.
  //
  // The byte before a run is neither a space nor a quote. Outside of strings, each such byte is
  // structural or continues a number or a word whose first byte is structural; so it is in a string
  // exactly if the last structural byte up to it is a quote.
  bool expand(const uint8_t *bytes, uint32_t *positions, uint32_t count) const {
    uint32_t at = 0, before = 0;  // `before`: the bytes of all runs so far
    for (const uint32_t *edge = edges_.begin(); edge < edges_.open(); edge += 2) {
      for (; at < count && positions[at] + before < edge[0]; at++) positions[at] += before;
      if (at == 0 || bytes[positions[at - 1]] != '"') return false;
      before += edge[1] - edge[0];
    }
    for (; at < count; at++) positions[at] += before;
    return true;
  }

 private:
  // The bytes that are tested first, enough for most text; the bytes that remain at the start of a
  // run.
  enum { PROBE = 256, MARGIN = 64 };

  // Whether all bytes are ASCII above the quote, so no control character, space or '!', and no
  // backslash.
  bool is_plain(const uint8_t *bytes, uint32_t count) const {
#if defined(__x86_64__)
    if (has_avx512_) return is_plain_avx512(bytes, count);
    if (has_avx2_) return is_plain_avx2(bytes, count);
#endif
    return is_plain_anywhere(bytes, count);
  }

  // Vectorised by the compiler.
  __attribute__((always_inline)) static bool is_plain_anywhere(const uint8_t *bytes,
                                                               uint32_t count) {
    int8_t least = INT8_MAX;      // negative if a byte is not ASCII
    uint8_t nearest = UINT8_MAX;  // zero if a byte is a backslash
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

  Positions edges_;  // start and end of each run
  uint32_t total_ = 0;
  std::unique_ptr<uint8_t[]> condensed_;
  size_t capacity_ = 0;
};

}  // namespace csj
