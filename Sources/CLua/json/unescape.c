// Decoding the inside of JSON strings.
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "json/json.h"

char *bl_scratch(bl_vm *vm, size_t size) {
  enum { KEPT = 1 << 20 };  // larger scratch memory is freed by the next call
  if (size <= vm->scratch_size && (vm->scratch_size <= KEPT || size > KEPT)) return vm->scratch;
  if (size < KEPT) size = size < KEPT / 2 ? 2 * size : KEPT;
  free(vm->scratch);
  vm->scratch = malloc(size);
  vm->scratch_size = vm->scratch ? size : 0;
  return vm->scratch;
}

static uint32_t unit(const char *digits) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    uint32_t digit = (unsigned char)digits[i];
    value = value << 4 | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
  }
  return value;
}

// The character after \u, or after both escapes of a surrogate pair. Lone surrogates become U+FFFD.
static uint32_t character(const char **at, const char *end) {
  const char *text = *at;
  uint32_t high = unit(text);
  *at += 4;
  if ((high & 0xF800) != 0xD800) return high;
  bool is_pair = (high & 0xFC00) == 0xD800 && end - text >= 10 && text[4] == '\\' &&
                 text[5] == 'u' && (unit(text + 6) & 0xFC00) == 0xDC00;
  if (!is_pair) return 0xFFFD;
  *at += 6;
  return 0x10000 + ((high & 0x3FF) << 10) + (unit(text + 6) & 0x3FF);
}

static char *put_character(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = (char)code;
    return out;
  }
  if (code < 0x800) {
    *out++ = (char)(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      *out++ = (char)(0xE0 | code >> 12);
    } else {
      *out++ = (char)(0xF0 | code >> 18);
      *out++ = (char)(0x80 | (code >> 12 & 0x3F));
    }
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
  }
  *out++ = (char)(0x80 | (code & 0x3F));
  return out;
}

// Copies the bytes before the next backslash, and up to BL_OVERSHOOT bytes more. Returns the number
// of bytes before it; without a backslash, a number that is not below the length.
static inline size_t copy_plain(char *out, const char *at, const char *end) {
#ifdef __SSE2__
  const __m128i backslash = _mm_set1_epi8('\\');
  const char *start = at;
  for (; at < end; at += BL_OVERSHOOT, out += BL_OVERSHOOT) {
    __m128i block = _mm_loadu_si128((const __m128i *)at);
    _mm_storeu_si128((__m128i *)out, block);
    int found = _mm_movemask_epi8(_mm_cmpeq_epi8(block, backslash));
    if (found) return (size_t)(at - start) + (size_t)__builtin_ctz((unsigned)found);
  }
  return (size_t)(at - start);
#else
  size_t length = (size_t)(end - at);
  const char *found = memchr(at, '\\', length);
  if (found) length = (size_t)(found - at);
  memcpy(out, at, length);
  return length;
#endif
}

size_t bl_unescape(char *out, const char *text, size_t length) {
  static const char controls['u'] = {
      ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
  const char *at = text, *end = text + length, *start = out;
  for (;;) {
    size_t plain = copy_plain(out, at, end);
    if (plain >= (size_t)(end - at)) return (size_t)(out - start) + (size_t)(end - at);
    at += plain + 2;
    out += plain;
    unsigned char escape = (unsigned char)at[-1];
    if (escape == 'u') out = put_character(out, character(&at, end));
    else *out++ = controls[escape] ? controls[escape] : (char)escape;
  }
}
