// Classes of bytes in the grammar of JSON (RFC 8259).
#pragma once

#include <cstdint>

namespace csj {

// Which escape a byte makes after a backslash, whether it is a hexadecimal digit, and whether it
// may follow a number or a word.
enum : uint8_t { SIMPLE = 1, BACKSLASH = 2, UNICODE = 4, HEX = 8, ENDS_SCALAR = 16 };

struct CharacterTable {
  uint8_t of[256] = {};
  constexpr CharacterTable() {
    for (char c : {'"', '/', 'b', 'f', 'n', 'r', 't'}) of[uint8_t(c)] |= SIMPLE;
    of[uint8_t('\\')] |= BACKSLASH;
    of[uint8_t('u')] |= UNICODE;
    for (int c = '0'; c <= '9'; c++) of[c] |= HEX;
    for (int i = 0; i < 6; i++) of['a' + i] |= HEX, of['A' + i] |= HEX;
    for (char c : {' ', '\n', '\r', '\t', ',', ':', '[', ']', '{', '}'}) {
      of[uint8_t(c)] |= ENDS_SCALAR;
    }
  }
};

inline constexpr CharacterTable characters;

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

inline bool is_digit(uint8_t c) { return uint8_t(c - '0') < 10; }

}  // namespace csj
