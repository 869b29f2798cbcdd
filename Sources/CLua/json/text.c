// Writing JSON strings and numbers, with only the escapes that RFC 8259 requires.

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "json/json.h"

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

static inline bool is_plain(unsigned char byte, bool is_utf8) {
  return byte >= 0x20 && byte != '"' && byte != '\\' && (byte < 0x80 || is_utf8);
}

#ifdef __SSE2__
// A bit for each byte that needs an escape or validation.
static inline unsigned special_bytes(__m128i block, bool is_utf8) {
  const __m128i control = _mm_set1_epi8(0x1F);
  __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(block, control), block);
  found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('"')));
  found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
  if (!is_utf8) found = _mm_or_si128(found, block);
  return (unsigned)_mm_movemask_epi8(found);
}
#endif

// Copies the bytes up to the first special one; returns their number. May write up to 16 bytes
// more, for which `out` has space. Bytes that are not ASCII are special unless known to be UTF-8.
static inline size_t copy_plain(char *out, const unsigned char *at, const unsigned char *end,
                                bool is_utf8) {
  const unsigned char *start = at;
#ifdef __SSE2__
  for (; end - at >= 16; at += 16, out += 16) {
    __m128i block = _mm_loadu_si128((const __m128i *)at);
    _mm_storeu_si128((__m128i *)out, block);
    unsigned special = special_bytes(block, is_utf8);
    if (special) return (size_t)(at - start) + (size_t)__builtin_ctz(special);
  }
  // The rest is read as two overlapping words.
  size_t left = (size_t)(end - at);
  if (left >= 8) {
    __m128i low = _mm_loadl_epi64((const __m128i *)at);
    __m128i high = _mm_loadl_epi64((const __m128i *)(end - 8));
    if (special_bytes(_mm_unpacklo_epi64(low, high), is_utf8) == 0) {
      _mm_storel_epi64((__m128i *)out, low);
      _mm_storel_epi64((__m128i *)(out + left - 8), high);
      return (size_t)(end - start);
    }
  } else if (left >= 4) {
    int32_t low, high;
    memcpy(&low, at, 4);
    memcpy(&high, end - 4, 4);
    if (special_bytes(_mm_set_epi32(low, low, low, high), is_utf8) == 0) {
      memcpy(out, &low, 4);
      memcpy(out + left - 4, &high, 4);
      return (size_t)(end - start);
    }
  }
#endif
  for (; at < end && is_plain(*at, is_utf8); at++) *out++ = (char)*at;
  return (size_t)(at - start);
}

// Continues a string at the first special byte; `out` is behind the bytes written so far.
static BL_APART int write_special(bl_json_output *output, char *out, const unsigned char *at,
                                  const unsigned char *end) {
  bool is_utf8 = false;
  do {
    if (*at >= 0x80) {
      is_utf8 = output->is_utf8((const char *)at, (size_t)(end - at));
      if (!is_utf8) return BL_FAILED;
    } else {
      // An escape replaces one byte by up to six.
      output->count = (size_t)(out - output->bytes);
      out = put_escape(bl_room(output, (size_t)(end - at) + 8), *at);
      at++;
    }
    size_t plain = copy_plain(out, at, end, is_utf8);
    at += plain;
    out += plain;
  } while (at < end);
  *out++ = '"';
  output->count = (size_t)(out - output->bytes);
  return BL_OK;
}

int bl_write_string(bl_json_output *output, const char *bytes, size_t length) {
  const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
  char *out = bl_room(output, length + 2);
  *out++ = '"';
  size_t plain = copy_plain(out, at, end, false);
  if (plain < length) return write_special(output, out + plain, at + plain, end);
  out[length] = '"';
  output->count += length + 2;
  return BL_OK;
}

// Writes the digits of a number, at least `least` of them, before `end`; returns their beginning.
static char *put_digits(char *end, uint64_t number, int least) {
  for (; number > 0 || least > 0; number /= 10, least--) *--end = (char)('0' + number % 10);
  return end;
}

void bl_write_integer(bl_json_output *output, int64_t value) {
  char digits[24], *end = digits + sizeof digits;
  char *at = put_digits(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
  if (value < 0) *--at = '-';
  bl_write(output, at, (size_t)(end - at));
}

// Different decimals of at most 15 digits are different doubles, so the first one that reads back
// as the value is its shortest text. The host writes other numbers.
int bl_write_number(bl_json_output *output, double value) {
  static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
  double magnitude = value < 0 ? -value : value;
  if (!(magnitude >= 1e-3 && magnitude < 1e9)) return output->number(output, value);
  for (int places = 0; places <= 6; places++) {
    double scale = (double)powers[places];
    uint64_t scaled = (uint64_t)(magnitude * scale + 0.5);
    if ((double)scaled / scale != magnitude) continue;
    char digits[24], *end = digits + sizeof digits, *at = end;
    if (places > 0) {
      at = put_digits(at, scaled % powers[places], places);
      *--at = '.';
    }
    at = put_digits(at, scaled / powers[places], 1);
    if (value < 0) *--at = '-';
    bl_write(output, at, (size_t)(end - at));
    return BL_OK;
  }
  return output->number(output, value);
}
