#include "explain.hpp"

namespace {

// The length of the UTF-8 sequence at `p`, or 0 when it is malformed (RFC 3629).
uint32_t utf8_length(const uint8_t *p, const uint8_t *end) {
  auto tail = [&](int i, uint8_t low, uint8_t high) {
    return p + i < end && p[i] >= low && p[i] <= high;
  };
  uint8_t c = *p;
  if (c < 0x80) return 1;
  if (c >= 0xC2 && c <= 0xDF) return tail(1, 0x80, 0xBF) ? 2 : 0;
  if (c >= 0xE0 && c <= 0xEF) {
    uint8_t low = c == 0xE0 ? 0xA0 : 0x80, high = c == 0xED ? 0x9F : 0xBF;
    return tail(1, low, high) && tail(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    uint8_t low = c == 0xF0 ? 0x90 : 0x80, high = c == 0xF4 ? 0x8F : 0xBF;
    return tail(1, low, high) && tail(2, 0x80, 0xBF) && tail(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool csj::explain(const uint8_t *bytes, csj_line &line) {
  uint32_t opened = 0, escape = line.start;
  bool inside = false;
  for (uint32_t p = line.start; p < line.end;) {
    uint32_t length = utf8_length(bytes + p, bytes + line.end);
    line.error_offset = p;
    if (length == 0) {
      line.reason = CSJ_INVALID_UTF8;
      return true;
    }
    if (inside && bytes[p] < 0x20) {
      line.reason = CSJ_CONTROL_CHARACTER;
      return true;
    }
    bool is_escape = bytes[p] == '\\' && p + 1 < line.end;
    if (is_escape && bytes[p + 1] >= 0x80 && escape == line.start) escape = p;
    if (is_escape && bytes[p + 1] >= 0x20 && bytes[p + 1] < 0x80) {
      p++;
    } else if (bytes[p] == '"') {
      inside = !inside;
      opened = p;
    }
    p += length;
  }
  line.reason = inside ? CSJ_UNCLOSED_STRING : CSJ_INVALID_ESCAPE;
  line.error_offset = inside ? opened : escape;
  return inside;
}

const char *csj_reason_text(int reason) {
  switch (reason) {
    case CSJ_OK: return "valid";
    case CSJ_OUT_OF_MEMORY: return "not enough memory";
    case CSJ_TOO_LONG: return "the text is longer than 4 GiB";
    case CSJ_EMPTY: return "no JSON value";
    case CSJ_INVALID_UTF8: return "invalid UTF-8";
    case CSJ_CONTROL_CHARACTER: return "unescaped control character in a string";
    case CSJ_UNCLOSED_STRING: return "string without an end";
    case CSJ_INVALID_ESCAPE: return "invalid escape in a string";
    case CSJ_INVALID_NUMBER: return "invalid number";
    case CSJ_INVALID_LITERAL: return "expected a JSON value";
    case CSJ_EXPECTED_VALUE: return "expected a value";
    case CSJ_EXPECTED_KEY: return "expected a key in double quotes";
    case CSJ_EXPECTED_COLON: return "expected ':' after a key";
    case CSJ_EXPECTED_COMMA_OR_BRACKET: return "expected ',' or ']'";
    case CSJ_EXPECTED_COMMA_OR_BRACE: return "expected ',' or '}'";
    case CSJ_UNCLOSED_CONTAINER: return "array or object without an end";
    case CSJ_TRAILING_CONTENT: return "more text after the JSON value";
    case CSJ_TOO_DEEP: return "nested deeper than 1024 levels";
    default: return "unknown reason";
  }
}
