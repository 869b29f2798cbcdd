// Writing JSON strings and numbers: with the escapes that RFC 8259 requires and no others.
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "internal.h"

// The length of the UTF-8 sequence (RFC 3629) at `at`, which does not begin with an ASCII
// character, or 0 when it is malformed.
static size_t sequence_length(const unsigned char *at, const unsigned char *end) {
  size_t left = (size_t)(end - at), length;
  unsigned char first = at[0], low = 0x80, high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  else if (first >= 0xE0 && first <= 0xEF) length = 3;
  else if (first >= 0xF0 && first <= 0xF4) length = 4;
  else return 0;
  if (left < length) return 0;
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (at[1] < low || at[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if ((at[i] & 0xC0) != 0x80) return 0;
  }
  return length;
}

static char *put_escape(char *out, unsigned char byte) {
  static const char digits[] = "0123456789abcdef";
  static const char names['\\' + 1] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',  ['\f'] = 'f',
                                       ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
  *out++ = '\\';
  if (names[byte]) {
    *out++ = names[byte];
    return out;
  }
  memcpy(out, "u00", 3);
  out[3] = digits[byte >> 4];
  out[4] = digits[byte & 0xF];
  return out + 5;
}

static inline bool is_plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

// Copies characters that stand for themselves, and perhaps what follows them, of which `out` has
// room for BLOCK bytes more. Returns how many they are.
enum { BLOCK = 16 };

#ifdef __SSE2__
// A bit for each byte that does not stand for itself.
static inline unsigned special_bytes(__m128i block) {
  __m128i found = _mm_cmplt_epi8(block, _mm_set1_epi8(0x20));  // those from 0x80 are negative
  found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
  found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
  return (unsigned)_mm_movemask_epi8(found);
}
#endif

static inline size_t copy_plain(char *out, const unsigned char *at, const unsigned char *end) {
  const unsigned char *start = at;
#ifdef __SSE2__
  for (; end - at >= BLOCK; at += BLOCK, out += BLOCK) {
    __m128i block = _mm_loadu_si128((const __m128i *)at);
    _mm_storeu_si128((__m128i *)out, block);
    unsigned special = special_bytes(block);
    if (special) return (size_t)(at - start) + (size_t)__builtin_ctz(special);
  }
  if (end - at >= 8) {
    __m128i block = _mm_loadl_epi64((const __m128i *)at);
    _mm_storel_epi64((__m128i *)out, block);
    unsigned special = special_bytes(block) & 0xFF;
    if (special) return (size_t)(at - start) + (size_t)__builtin_ctz(special);
    at += 8;
    out += 8;
  }
#endif
  for (; at < end && is_plain(*at); at++) *out++ = (char)*at;
  return (size_t)(at - start);
}

int bl_write_string(bl_sink *sink, const char *bytes, size_t length) {
  const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
  char *out = bl_room(sink, length + 2);
  *out++ = '"';
  for (;;) {
    size_t plain = copy_plain(out, at, end);
    at += plain;
    out += plain;
    while (at < end && *at >= 0x80) {
      size_t sequence = sequence_length(at, end);
      if (!sequence) return BL_FAILED;
      for (; sequence; sequence--) *out++ = (char)*at++;
    }
    if (at == end) break;
    if (is_plain(*at)) continue;
    // An escape is up to six bytes for one.
    sink->count = (size_t)(out - sink->bytes);
    out = put_escape(bl_room(sink, (size_t)(end - at) + 8), *at);
    at++;
  }
  *out++ = '"';
  sink->count = (size_t)(out - sink->bytes);
  return BL_OK;
}

void bl_write_integer(bl_sink *sink, int64_t value) {
  char digits[24], *at = digits + sizeof digits;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) *--at = '-';
  bl_write(sink, at, (size_t)(digits + sizeof digits - at));
}
