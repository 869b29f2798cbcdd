// The walk over simdjson's structural characters: checks the grammar, writes the nodes.
#pragma once

#include "csimdjson.h"
#include "escapes.hpp"
#include "hints.hpp"
#include "scalars.hpp"

namespace csj {

// Walks over a line of `bytes`. `structurals` points to its first structural position, and is
// advanced past its last one; positions at or after the line's end belong to the next line, and
// three larger ones follow the last. `backslashes` points to the first backslash that is not before
// the line.
//
// Everything is inlined, and no called function gets a pointer to the walk, so that its members are
// in registers.
class Walk {
 public:
  Walk(const uint8_t *bytes, const uint32_t *structurals, csj_node *nodes, uint32_t first_node,
       const uint32_t *backslashes, csj_line &line)
      : bytes_(bytes), end_(line.end), at_(structurals), backslashes_(backslashes), nodes_(nodes),
        node_(nodes + first_node), count_(first_node), container_(node_), line_(line) {}

  // Returns whether the line is valid; otherwise stores its error.
  bool run();

  const uint32_t *structurals() const { return at_; }
  const uint32_t *backslashes() const { return backslashes_; }
  uint32_t node_count() const { return count_; }

 private:
  CSJ_INLINE bool fail(uint32_t reason, uint32_t offset) {
    line_.reason = reason;
    line_.error_offset = offset;
    return false;
  }

  CSJ_INLINE bool unclosed() { return fail(CSJ_UNCLOSED_CONTAINER, container_->start); }

  CSJ_INLINE bool ended() const { return CSJ_UNLIKELY(*at_ >= end_); }

  bool key();
  bool cut_member();
  bool simple(uint8_t c);
  bool string(uint32_t start, uint32_t behind);
  bool open(csj_kind kind);
  csj_kind close();

  CSJ_INLINE void add(uint32_t start, uint32_t end, uint32_t meta) {
    *node_++ = {start, end, ++count_, meta};
  }

  const uint8_t *bytes_;
  uint32_t end_;
  const uint32_t *at_;
  const uint32_t *backslashes_;  // the next one
  csj_node *nodes_;
  csj_node *node_;  // the next node to write; its number is `count_`
  uint32_t count_;
  // The innermost open container. Its `end` is the number of the enclosing one, and its `next` the
  // number of its members so far, while a container in it is open.
  csj_node *container_;
  uint32_t members_ = 0;
  uint32_t depth_ = 0;
  csj_line &line_;
};

// Opens a container at the current bracket.
CSJ_INLINE bool Walk::open(csj_kind kind) {
  if (CSJ_UNLIKELY(depth_ == CSJ_MAX_DEPTH)) return fail(CSJ_TOO_DEEP, *at_);
  depth_++;
  container_->next = members_;
  members_ = 0;
  uint32_t around = uint32_t(container_ - nodes_);
  container_ = node_;
  add(*at_++, around, kind);
  return true;
}

// Closes the container at the current bracket; returns the kind of the enclosing one.
CSJ_INLINE csj_kind Walk::close() {
  csj_node &node = *container_;
  container_ = nodes_ + node.end;
  node.end = *at_++ + 1;
  node.next = count_;
  node.meta |= (members_ < CSJ_COUNT_MAX ? members_ : uint32_t(CSJ_COUNT_MAX)) << CSJ_COUNT_SHIFT;
  depth_--;
  members_ = container_->next;
  return csj_kind(container_->meta & CSJ_KIND_MASK);
}

// The string at `start`; `behind` is the structural position after it, or the end of the line. As
// no structural position is in a string, the position behind its start is not before its end.
CSJ_INLINE bool Walk::string(uint32_t start, uint32_t behind) {
  uint32_t close = behind - 1;
  if (CSJ_UNLIKELY(bytes_[close] != '"')) {
    while (is_space(bytes_[close])) close--;
    if (bytes_[close] != '"' || close <= start) return fail(CSJ_UNCLOSED_STRING, start);
  }
  uint32_t meta = CSJ_STRING;
  if (CSJ_UNLIKELY(*backslashes_ < close)) {
    Escapes escapes = pass_escapes(bytes_, backslashes_, close);
    meta |= CSJ_ESCAPED;
    if (CSJ_UNLIKELY(escapes.has_unpaired)) {
      meta |= CSJ_UNPAIRED;
      line_.unpaired = 1;
    }
    backslashes_ = escapes.next;
    if (*backslashes_ < close) return fail(CSJ_INVALID_ESCAPE, *backslashes_);
  }
  add(start, close + 1, meta);
  return true;
}

// The current value, which begins with `c` and is not a container.
CSJ_INLINE bool Walk::simple(uint8_t c) {
  uint32_t start = *at_++;
  if (CSJ_LIKELY(c == '"')) return string(start, *at_ < end_ ? *at_ : end_);
  Scalar found = scalar(bytes_, start, end_);
  if (CSJ_UNLIKELY(found.end == 0)) return fail(found.kind, start);
  add(start, found.end, found.kind);
  return true;
}

// The current key, up to its value.
CSJ_INLINE bool Walk::key() {
  uint32_t start = at_[0], colon = at_[1];
  if (CSJ_UNLIKELY(at_[2] >= end_)) return cut_member();
  if (CSJ_UNLIKELY(bytes_[start] != '"')) return fail(CSJ_EXPECTED_KEY, start);
  if (!string(start, colon)) return false;
  if (CSJ_UNLIKELY(bytes_[colon] != ':')) return fail(CSJ_EXPECTED_COLON, colon);
  at_ += 2;
  return true;
}

// The error of a line that ends before the value of a member.
CSJ_INLINE bool Walk::cut_member() {
  uint32_t start = at_[0], colon = at_[1] < end_ ? at_[1] : end_;
  if (start >= end_) return unclosed();
  if (bytes_[start] != '"') return fail(CSJ_EXPECTED_KEY, start);
  if (!string(start, colon)) return false;
  if (colon == end_ || bytes_[colon] != ':') return fail(CSJ_EXPECTED_COLON, colon);
  return unclosed();
}

CSJ_INLINE bool Walk::run() {
  uint8_t c;
  if (ended()) return fail(CSJ_EMPTY, end_);
  c = bytes_[*at_];
  if (c == '{') goto object;
  if (c == '[') goto array;
  if (!simple(c)) return false;
  goto done;

object:
  if (!open(CSJ_OBJECT)) return false;
  if (!ended() && bytes_[*at_] == '}') goto close;
member:
  if (!key()) return false;
  c = bytes_[*at_];
  if (c == '{') goto object;
  if (c == '[') goto array;
  if (!simple(c)) return false;
after_member:
  members_++;
  if (ended()) return unclosed();
  c = bytes_[*at_];
  if (CSJ_UNLIKELY(c != ',')) {
    if (c == '}') goto close;
    return fail(CSJ_EXPECTED_COMMA_OR_BRACE, *at_);
  }
  at_++;
  goto member;

array:
  if (!open(CSJ_ARRAY)) return false;
  if (!ended() && bytes_[*at_] == ']') goto close;
element:
  if (ended()) return unclosed();
  c = bytes_[*at_];
  if (c == '{') goto object;
  if (c == '[') goto array;
  if (!simple(c)) return false;
after_element:
  members_++;
  if (ended()) return unclosed();
  c = bytes_[*at_];
  if (CSJ_UNLIKELY(c != ',')) {
    if (c == ']') goto close;
    return fail(CSJ_EXPECTED_COMMA_OR_BRACKET, *at_);
  }
  at_++;
  goto element;

close: {
  csj_kind around = close();
  if (depth_ == 0) goto done;
  if (around == CSJ_OBJECT) goto after_member;
  goto after_element;
}

done:
  return ended() || fail(CSJ_TRAILING_CONTENT, *at_);
}

}  // namespace csj
