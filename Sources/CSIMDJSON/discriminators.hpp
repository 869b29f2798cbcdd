// Finding the members by which a record is recognised.
#pragma once

#include <cstring>

#include "csimdjson.h"
#include "hints.hpp"

namespace csj {

class Discriminators {
 public:
  // Adds a name of 1 to 16 bytes; ignored beyond CSJ_DISCRIMINATORS.
  void add(const char *text) {
    if (count_ == CSJ_DISCRIMINATORS) return;
    Name &name = names_[count_++];
    uint8_t bytes[16] = {};
    name.length = uint32_t(strlen(text));
    memcpy(bytes, text, name.length);
    name.tail_at = name.length < 8 ? 0 : name.length - 8;
    name.mask = name.length < 8 ? (uint64_t(1) << 8 * name.length) - 1 : ~uint64_t(0);
    memcpy(&name.head, bytes, 8);
    memcpy(&name.tail, bytes + name.tail_at, 8);
  }

  // Stores the locations of the members in a valid line.
  CSJ_APART void note(const uint8_t *bytes, const csj_node *nodes, csj_line &line) const {
    const csj_node &root = nodes[line.root];
    if (count_ == 0 || (root.meta & CSJ_KIND_MASK) != CSJ_OBJECT) return;
    uint32_t likely = 0;  // the likeliest name of the next member
    for (uint32_t node = line.root + 1; node < root.next; node = nodes[node + 1].next) {
      const csj_node &key = nodes[node];
      if (CSJ_UNLIKELY(key.meta & CSJ_ESCAPED)) return;
      const uint8_t *text = bytes + key.start + 1;
      uint32_t length = key.end - key.start - 2, number = likely;
      if (CSJ_UNLIKELY(!names_[number].is(text, length))) number = find(text, length);
      if (number == count_) continue;
      line.discriminators[number] = node + 1;
      likely = number + 1;
    }
    line.knows_discriminators = 1;
  }

 private:
  struct Name {
    // Its first and last eight bytes, which may overlap, the first byte lowest; and the mask of the
    // bits that count if it is shorter.
    uint64_t head, tail, mask;
    uint32_t tail_at, length;

    // Whether the bytes are the name. Eight bytes behind them must be readable.
    CSJ_INLINE bool is(const uint8_t *bytes, uint32_t count) const {
      if (count != length) return false;
      uint64_t first, last;
      memcpy(&first, bytes, 8);
      memcpy(&last, bytes + tail_at, 8);
      return (((first ^ head) | (last ^ tail)) & mask) == 0;
    }
  };

  // The index of the name that equals the bytes, or `count_`.
  uint32_t find(const uint8_t *bytes, uint32_t length) const {
    uint32_t number = 0;
    while (number < count_ && !names_[number].is(bytes, length)) number++;
    return number;
  }

  Name names_[CSJ_DISCRIMINATORS + 1] = {};  // ends with an empty one
  uint32_t count_ = 0;
};

}  // namespace csj
