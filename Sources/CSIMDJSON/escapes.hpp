// The escapes of a string, by the positions of its backslashes.
#pragma once

#include "characters.hpp"
#include "hints.hpp"

namespace csj {

inline bool is_hex4(const uint8_t *c) {
  const uint8_t *is = characters.of;
  return (is[c[0]] & is[c[1]] & is[c[2]] & is[c[3]] & HEX) != 0;
}

// Whether the digits of a \u escape are a surrogate, D800 to DFFF, or the second half of a pair.
inline bool is_surrogate(const uint8_t *digits) {
  return (digits[0] | 0x20) == 'd' && digits[1] >= '8';
}
inline bool is_second_half(const uint8_t *digits) {
  return (digits[0] | 0x20) == 'd' && (digits[1] | 0x20) >= 'c';
}

struct Escapes {
  // The first backslash that is not before the end, or that begins an invalid escape.
  const uint32_t *next;
  bool has_unpaired;  // whether there is an unpaired surrogate
};

// Validates the escapes from the backslash at `p` to the end of their string.
CSJ_APART Escapes pass_escapes(const uint8_t *bytes, const uint32_t *p, uint32_t close) {
  const uint8_t *is = characters.of;
  bool has_unpaired = false;
  while (*p < close) {
    const uint8_t *c = bytes + *p + 1;
    uint8_t kind = is[*c];
    if (kind & SIMPLE) {
      p++;
    } else if (kind & BACKSLASH) {
      p += 2;  // both backslashes
    } else if ((kind & UNICODE) && *p + 6 <= close && is_hex4(c + 1)) {
      p++;
      if (CSJ_LIKELY(!is_surrogate(c + 1))) continue;
      // The other half must follow immediately. Eight bytes behind the text are readable.
      if (!is_second_half(c + 1) && *p < close && bytes + *p == c + 5 && c[6] == 'u' &&
          *p + 6 <= close && is_hex4(c + 7) && is_second_half(c + 7)) {
        p++;
      } else {
        has_unpaired = true;
      }
    } else {
      break;
    }
  }
  return {p, has_unpaired};
}

}  // namespace csj
