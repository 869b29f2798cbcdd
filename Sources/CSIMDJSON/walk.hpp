// The walk over simdjson's structural characters: checks the grammar, writes the nodes.
#pragma once

#include <cstring>

#include "csimdjson.h"

#define CSJ_INLINE inline __attribute__((always_inline))

namespace csj {

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

inline bool ends_scalar(uint8_t c) {
  return is_space(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '[' || c == '{';
}

inline bool is_digit(uint8_t c) { return uint8_t(c - '0') < 10; }

// What a byte is behind a backslash, and whether it is a hexadecimal digit.
enum : uint8_t { SIMPLE = 1, BACKSLASH = 2, UNICODE = 4, HEX = 8 };

struct EscapeTable {
  uint8_t of[256] = {};
  constexpr EscapeTable() {
    for (char c : {'"', '/', 'b', 'f', 'n', 'r', 't'}) of[uint8_t(c)] |= SIMPLE;
    of[uint8_t('\\')] |= BACKSLASH;
    of[uint8_t('u')] |= UNICODE;
    for (int c = '0'; c <= '9'; c++) of[c] |= HEX;
    for (int i = 0; i < 6; i++) of['a' + i] |= HEX, of['A' + i] |= HEX;
  }
};

inline constexpr EscapeTable escape_table;

// The keys of members of a line that are told.
struct Names {
  struct Name {
    uint64_t head;  // its first eight bytes, the lowest first; zero behind the end
    uint32_t length;
    char bytes[32];
  };
  Name names[CSJ_TOLD];
  uint32_t count = 0;

  void add(const char *text) {
    Name &name = names[count++];
    name = {};
    name.length = uint32_t(strlen(text));
    memcpy(name.bytes, text, name.length);
    memcpy(&name.head, name.bytes, 8);
  }

  // The number of the name that `length` bytes are, behind which eight can be read, or `count`;
  // `likely` is looked at first.
  uint32_t find(const uint8_t *bytes, uint32_t length, uint32_t likely) const {
    uint64_t head;
    memcpy(&head, bytes, 8);
    if (length < 8) head &= (uint64_t(1) << 8 * length) - 1;
    if (likely < count && is(names[likely], bytes, head, length)) return likely;
    for (uint32_t i = 0; i < count; i++) {
      if (is(names[i], bytes, head, length)) return i;
    }
    return count;
  }

 private:
  static bool is(const Name &name, const uint8_t *bytes, uint64_t head, uint32_t length) {
    return name.head == head && name.length == length &&
           (length <= 8 || memcmp(bytes + 8, name.bytes + 8, length - 8) == 0);
  }
};

// Walks the text of a line of `bytes`. `structurals` stands at its first structural position and
// ends behind its last one; positions at or after the line's end belong to the next. `backslashes`
// stands at the first backslash that is not before its start.
//
// All of it is inlined where a walk is made, so that it lives in registers.
class Walk {
 public:
  Walk(const uint8_t *bytes, const uint32_t *structurals, csj_node *nodes, uint32_t first_node,
       const uint32_t *backslashes, const Names &names, csj_line &line)
      : bytes_(bytes), end_(line.end), at_(structurals), nodes_(nodes), count_(first_node),
        backslashes_(backslashes), names_(names), line_(line) {
    look();
  }

  int run();

  const uint32_t *structurals() const { return at_; }
  const uint32_t *backslashes() const { return backslashes_; }
  uint32_t node_count() const { return count_; }
  uint32_t error_offset() const { return error_offset_; }

 private:
  CSJ_INLINE int fail(int reason, uint32_t offset) {
    error_offset_ = offset;
    return reason;
  }

  CSJ_INLINE void look() { here_ = *at_ < end_ ? *at_ : end_; }

  CSJ_INLINE void next() {
    at_++;
    look();
  }

  int string();
  int escapes(uint32_t end);
  int number(uint32_t position);
  int literal(uint32_t position, const char *text, uint32_t length, csj_kind kind);
  int scalar(uint32_t position);

  // Notes the member whose key was the last node.
  CSJ_INLINE void tell() {
    const csj_node &key = nodes_[count_ - 1];
    if (key.meta & CSJ_ESCAPED) {
      line_.tells = 0;
      return;
    }
    uint32_t number = names_.find(bytes_ + key.start + 1, key.end - key.start - 2, likely_);
    if (number == names_.count) return;
    line_.told[number] = count_;
    likely_ = number + 1;
  }

  CSJ_INLINE void add(uint32_t start, uint32_t end, uint32_t meta) {
    nodes_[count_] = {start, end, count_ + 1, meta};
    count_++;
  }

  const uint8_t *bytes_;
  uint32_t end_;
  const uint32_t *at_;
  uint32_t here_;  // the position at `at_`, or the end of the line
  csj_node *nodes_;
  uint32_t count_;
  const uint32_t *backslashes_;  // the first one that was not looked at
  const Names &names_;
  csj_line &line_;
  uint32_t likely_ = 0;  // the name that the next member may have
  uint32_t error_offset_ = 0;
};

CSJ_INLINE int Walk::escapes(uint32_t close) {
  while (*backslashes_ < close) {
    uint32_t p = *backslashes_++;
    const uint8_t *c = bytes_ + p + 1, *is = escape_table.of;
    if (is[*c] & SIMPLE) continue;
    if (is[*c] & BACKSLASH) {
      backslashes_++;  // the one that is escaped
      continue;
    }
    bool is_unicode = (is[*c] & UNICODE) && p + 6 <= close &&
                      (is[c[1]] & is[c[2]] & is[c[3]] & is[c[4]] & HEX);
    if (!is_unicode) return fail(CSJ_INVALID_ESCAPE, p);
  }
  return CSJ_OK;
}

CSJ_INLINE int Walk::string() {
  uint32_t start = here_;
  next();
  uint32_t close = here_ - 1;
  if (bytes_[close] != '"') {
    while (is_space(bytes_[close])) close--;
    if (bytes_[close] != '"') return fail(CSJ_UNCLOSED_STRING, start);
  }
  if (close <= start) return fail(CSJ_UNCLOSED_STRING, start);
  uint32_t meta = CSJ_STRING;
  if (*backslashes_ < close) {
    meta |= CSJ_ESCAPED;
    if (int reason = escapes(close)) return reason;
  }
  add(start, close + 1, meta);
  return CSJ_OK;
}

CSJ_INLINE int Walk::number(uint32_t start) {
  uint32_t p = start;
  uint32_t kind = CSJ_INTEGER;
  if (bytes_[p] == '-') p++;
  if (bytes_[p] == '0') {
    p++;
  } else {
    if (!is_digit(bytes_[p])) return fail(CSJ_INVALID_NUMBER, start);
    while (is_digit(bytes_[p])) p++;
  }
  if (bytes_[p] == '.') {
    kind = CSJ_FLOAT;
    if (!is_digit(bytes_[++p])) return fail(CSJ_INVALID_NUMBER, start);
    while (is_digit(bytes_[p])) p++;
  }
  if ((bytes_[p] | 0x20) == 'e') {
    kind = CSJ_FLOAT;
    p++;
    if (bytes_[p] == '+' || bytes_[p] == '-') p++;
    if (!is_digit(bytes_[p])) return fail(CSJ_INVALID_NUMBER, start);
    while (is_digit(bytes_[p])) p++;
  }
  if (p > end_ || (p < end_ && !ends_scalar(bytes_[p]))) return fail(CSJ_INVALID_NUMBER, start);
  add(start, p, kind);
  next();
  return CSJ_OK;
}

CSJ_INLINE int Walk::literal(uint32_t start, const char *text, uint32_t length, csj_kind kind) {
  uint32_t p = start + length;
  if (p > end_ || memcmp(bytes_ + start, text, length) != 0 ||
      (p < end_ && !ends_scalar(bytes_[p]))) {
    return fail(CSJ_INVALID_LITERAL, start);
  }
  add(start, p, kind);
  next();
  return CSJ_OK;
}

CSJ_INLINE int Walk::scalar(uint32_t position) {
  switch (bytes_[position]) {
    case 't': return literal(position, "true", 4, CSJ_TRUE);
    case 'f': return literal(position, "false", 5, CSJ_FALSE);
    case 'n': return literal(position, "null", 4, CSJ_NULL);
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return number(position);
    case ',': case ':': case ']': case '}': return fail(CSJ_EXPECTED_VALUE, position);
    default: return fail(CSJ_INVALID_LITERAL, position);
  }
}

CSJ_INLINE int Walk::run() {
  uint32_t depth = 0;
  // Of the innermost container that is open: its node, in which the number of the one around it
  // stands as the end until it is closed, its members so far, which stand as `next` while one in
  // it is open, and whether it is an object.
  uint32_t container = 0;
  uint32_t members = 0;
  bool object = false;
  uint8_t c;

value:
  if (here_ == end_) {
    if (depth == 0) return fail(CSJ_EMPTY, end_);
    return fail(CSJ_UNCLOSED_CONTAINER, nodes_[container].start);
  }
  c = bytes_[here_];
  if (c == '{' || c == '[') {
    if (depth == CSJ_MAX_DEPTH) return fail(CSJ_TOO_DEEP, here_);
    if (depth++) nodes_[container].next = members;
    object = c == '{';
    members = 0;
    add(here_, container, object ? CSJ_OBJECT : CSJ_ARRAY);
    container = count_ - 1;
    next();
    if (here_ < end_ && bytes_[here_] == (object ? '}' : ']')) goto close;
    if (object) goto key;
    goto value;
  }
  if (int reason = c == '"' ? string() : scalar(here_)) return reason;

after:
  if (depth == 0) {
    return here_ == end_ ? int(CSJ_OK) : fail(CSJ_TRAILING_CONTENT, here_);
  }
  members++;
  if (here_ == end_) return fail(CSJ_UNCLOSED_CONTAINER, nodes_[container].start);
  c = bytes_[here_];
  if (c == ',') {
    next();
    if (object) goto key;
    goto value;
  }
  if (c != (object ? '}' : ']')) {
    return fail(object ? CSJ_EXPECTED_COMMA_OR_BRACE : CSJ_EXPECTED_COMMA_OR_BRACKET, here_);
  }

close: {
  csj_node &node = nodes_[container];
  container = node.end;
  node.end = here_ + 1;
  next();
  node.next = count_;
  node.meta |= (members < CSJ_COUNT_MAX ? members : uint32_t(CSJ_COUNT_MAX)) << CSJ_COUNT_SHIFT;
  if (--depth) {
    members = nodes_[container].next;
    object = (nodes_[container].meta & CSJ_KIND_MASK) == CSJ_OBJECT;
  }
  goto after;
}

key:
  if (here_ == end_) return fail(CSJ_UNCLOSED_CONTAINER, nodes_[container].start);
  if (bytes_[here_] != '"') return fail(CSJ_EXPECTED_KEY, here_);
  if (int reason = string()) return reason;
  if (depth == 1) tell();
  if (here_ == end_ || bytes_[here_] != ':') return fail(CSJ_EXPECTED_COLON, here_);
  next();
  goto value;
}

}  // namespace csj
