// The escapes of a string, by the positions of its backslashes.
#pragma once

#include "characters.hpp"
#include "hints.hpp"

namespace csj {

// The first backslash from `p` on that is not before `close`, or that begins no escape.
CSJ_APART const uint32_t *pass_escapes(const uint8_t *bytes, const uint32_t *p, uint32_t close) {
  const uint8_t *is = characters.of;
  while (*p < close) {
    const uint8_t *c = bytes + *p + 1;
    uint8_t kind = is[*c];
    if (kind & SIMPLE) {
      p++;
    } else if (kind & BACKSLASH) {
      p += 2;  // with the one that is escaped
    } else if ((kind & UNICODE) && *p + 6 <= close &&
               (is[c[1]] & is[c[2]] & is[c[3]] & is[c[4]] & HEX)) {
      p++;
    } else {
      break;
    }
  }
  return p;
}

}  // namespace csj
