// Numbers and words: finding their ends and errors.
#pragma once

#include <cstring>

#include "characters.hpp"
#include "csimdjson.h"
#include "hints.hpp"

namespace csj {

// `kind` is a csj_kind, or a csj_reason if `end` is 0.
struct Scalar {
  uint32_t end;
  uint32_t kind;
};

// The end of the digits at `p`. Tests eight bytes at once, because the number of digits is not
// predictable.
CSJ_INLINE const uint8_t *pass_digits(const uint8_t *p) {
  for (;; p += 8) {
    uint64_t bytes;
    memcpy(&bytes, p, 8);
    bytes ^= 0x3030303030303030;  // 0 to 9 for digits
    // The high bit of each byte that is not a digit; a carry affects only bytes behind it.
    uint64_t others = ((bytes + 0x7676767676767676) | bytes) & 0x8080808080808080;
    if (others) return p + __builtin_ctzll(others) / 8;
  }
}

// Whether a number or a word may end at `p`, in a line that ends at `end`.
CSJ_INLINE bool may_end(const uint8_t *p, const uint8_t *end) {
  return p >= end ? p == end : (characters.of[*p] & ENDS_SCALAR) != 0;
}

CSJ_INLINE Scalar number(const uint8_t *bytes, uint32_t start, uint32_t end) {
  const Scalar bad = {0, CSJ_INVALID_NUMBER};
  const uint8_t *p = bytes + start;
  uint32_t kind = CSJ_INTEGER;
  if (*p == '-') p++;
  if (*p == '0') {
    p++;
  } else {
    if (!is_digit(*p)) return bad;
    p = pass_digits(p);
  }
  if (*p == '.') {
    kind = CSJ_FLOAT;
    if (!is_digit(*++p)) return bad;
    p = pass_digits(p);
  }
  if ((*p | 0x20) == 'e') {
    kind = CSJ_FLOAT;
    p++;
    if (*p == '+' || *p == '-') p++;
    if (!is_digit(*p)) return bad;
    p = pass_digits(p);
  }
  if (!may_end(p, bytes + end)) return bad;
  return {uint32_t(p - bytes), kind};
}

CSJ_INLINE Scalar word(const uint8_t *bytes, uint32_t start, uint32_t end, const char *text,
                       uint32_t length, csj_kind kind) {
  const uint8_t *p = bytes + start;
  if (memcmp(p, text, length) != 0 || !may_end(p + length, bytes + end)) {
    return {0, CSJ_INVALID_LITERAL};
  }
  return {start + length, uint32_t(kind)};
}

// The number or word at `start`, in a line that ends at `end`.
CSJ_APART Scalar scalar(const uint8_t *bytes, uint32_t start, uint32_t end) {
  switch (bytes[start]) {
    case 't': return word(bytes, start, end, "true", 4, CSJ_TRUE);
    case 'f': return word(bytes, start, end, "false", 5, CSJ_FALSE);
    case 'n': return word(bytes, start, end, "null", 4, CSJ_NULL);
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return number(bytes, start, end);
    case ',': case ':': case ']': case '}': return {0, CSJ_EXPECTED_VALUE};
    default: return {0, CSJ_INVALID_LITERAL};
  }
}

}  // namespace csj
