#include "csimdjson.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "hints.hpp"
#include "discriminators.hpp"
#include "scan.hpp"
#include "walk.hpp"

using simdjson::internal::dom_parser_implementation;
using simdjson::stage1_mode;

struct csj_parser {
  std::unique_ptr<dom_parser_implementation> implementation;
  csj::Discriminators discriminators;
  csj::Scan scan;
};

namespace {

// Room for `length` bytes in the parser; capacity grows by doubling.
int reserve(csj_parser &parser, size_t length) {
  size_t capacity = parser.implementation ? parser.implementation->capacity() : 0;
  if (parser.implementation && length <= capacity) return CSJ_OK;
  size_t wanted = capacity ? capacity : 4096;
  while (wanted < length) wanted *= 2;
  if (wanted > simdjson::SIMDJSON_MAXSIZE_BYTES) wanted = simdjson::SIMDJSON_MAXSIZE_BYTES;
  simdjson::error_code error =
      parser.implementation
          ? parser.implementation->set_capacity(wanted)
          : simdjson::get_active_implementation()->create_dom_parser_implementation(
                wanted, 1, parser.implementation);
  return error ? CSJ_OUT_OF_MEMORY : CSJ_OK;
}

template <typename T>
int grow(T *&items, uint32_t &capacity, size_t wanted) {
  if (wanted <= capacity) return CSJ_OK;
  size_t next = capacity ? capacity : 64;
  while (next < wanted) next *= 2;
  T *grown = next > UINT32_MAX ? nullptr : static_cast<T *>(realloc(items, next * sizeof(T)));
  if (!grown) return CSJ_OUT_OF_MEMORY;
  items = grown;
  capacity = uint32_t(next);
  return CSJ_OK;
}

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

// Why the first stage refuses a line: the first malformed sequence, control character in a string,
// or string without an end. False where none is; then it was an escape of a character that is not
// ASCII, which only the fallback for CPUs without SIMD refuses at this stage.
bool explain(const uint8_t *bytes, csj_line &line) {
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

// Ends the structural positions as a walk wants them; simdjson has room for more than these.
void end_structurals(dom_parser_implementation &stage) {
  for (uint32_t i = 0; i < 3; i++) {
    stage.structural_indexes[stage.n_structural_indexes + i] = UINT32_MAX;
  }
}

// Apart, for the loop over the lines would take registers from it.
CSJ_APART int walk(csj_parser &parser, csj_index &index, csj_line &line, const uint8_t *bytes,
                   const uint32_t *&backslashes, const uint32_t *&structurals) {
  while (*backslashes < line.start) backslashes++;
  csj::Walk walk(bytes, structurals, index.nodes, index.node_count, backslashes, line);
  line.root = index.node_count;
  bool is_valid = walk.run();
  structurals = walk.structurals();
  backslashes = walk.backslashes();
  if (is_valid) {
    index.node_count = walk.node_count();
    index.unpaired |= line.unpaired;
    parser.discriminators.note(bytes, index.nodes, line);
  } else {
    while (*structurals < line.end) structurals++;
  }
  return CSJ_OK;
}

// Whether the first stage ends every string at LF or refuses the text. Its fallback for CPUs
// without SIMD lets an escaped LF pass, so that a broken line would reach into the next, and looks
// at UTF-8 in strings only.
bool stops_at_lf() {
  static const bool answer = simdjson::get_active_implementation()->name() != "fallback";
  return answer;
}

// One line by itself: also where the lines together do not pass the first stage.
int index_alone(csj_parser &parser, csj_index &index, csj_line &line, const uint8_t *bytes,
                const uint32_t *&backslashes) {
  size_t length = line.end - line.start;
  if (!stops_at_lf()) {
    if (explain(bytes, line)) return CSJ_OK;
    line.reason = CSJ_OK;
    line.error_offset = 0;
  }
  if (int failed = reserve(parser, length)) return failed;
  dom_parser_implementation &stage = *parser.implementation;
  simdjson::error_code error = stage.stage1(bytes + line.start, length, stage1_mode::regular);
  if (error == simdjson::EMPTY) {
    line.reason = CSJ_EMPTY;
    line.error_offset = line.end;
    return CSJ_OK;
  }
  if (error) {
    explain(bytes, line);
    return CSJ_OK;
  }
  uint32_t *structurals = stage.structural_indexes.get();
  uint32_t count = stage.n_structural_indexes;
  for (uint32_t i = 0; i < count; i++) structurals[i] += line.start;
  end_structurals(stage);
  if (int failed = grow(index.nodes, index.node_capacity, size_t(index.node_count) + count)) {
    return failed;
  }
  const uint32_t *cursor = structurals;
  return walk(parser, index, line, bytes, backslashes, cursor);
}

bool is_blank(const uint8_t *bytes, uint32_t start, uint32_t end) {
  while (start < end && csj::is_space(bytes[start])) start++;
  return start == end;
}

// The line at `start` that ends at `end`.
csj_line line_at(const uint8_t *bytes, uint32_t start, uint32_t end, uint32_t number) {
  if (end > start && bytes[end - 1] == '\r') end--;
  return {start, end, number, 0, CSJ_OK, 0, {}, 0, 0};
}

// The first stage over a text that was scanned, without its plain runs when they are most of it;
// false when it refuses the text.
bool find_structurals(csj_parser &parser, const uint8_t *bytes, uint32_t length) {
  dom_parser_implementation &stage = *parser.implementation;
  csj::PlainRuns &runs = parser.scan.plain_runs();
  if (runs.total() > length / 2) {
    const uint8_t *condensed = runs.condense(bytes, length);
    uint32_t rest = length - runs.total();
    if (stage.stage1(condensed, rest, stage1_mode::regular) == simdjson::SUCCESS &&
        runs.expand(bytes, stage.structural_indexes.get(), stage.n_structural_indexes)) {
      return true;
    }
  }
  return stage.stage1(bytes, length, stage1_mode::regular) == simdjson::SUCCESS;
}

int index_lines(csj_parser &parser, const uint8_t *bytes, uint32_t length, csj_index &index) {
  if (int failed = reserve(parser, length)) return failed;
  if (!parser.scan.run(bytes, length)) return CSJ_OUT_OF_MEMORY;
  dom_parser_implementation &stage = *parser.implementation;
  bool together = stops_at_lf() && find_structurals(parser, bytes, length);
  const uint32_t *structurals = stage.structural_indexes.get();
  if (together) {
    uint32_t count = stage.n_structural_indexes;
    end_structurals(stage);
    if (int failed = grow(index.nodes, index.node_capacity, count)) return failed;
  }
  if (int failed = grow(index.lines, index.line_capacity, parser.scan.most_lines())) {
    return failed;
  }
  const uint32_t *ends = parser.scan.line_ends(), *backslashes = parser.scan.backslashes();
  for (uint32_t start = 0; start < length;) {
    uint32_t end = *ends < length ? *ends++ : length;
    csj_line &line = index.lines[index.line_count];
    line = line_at(bytes, start, end, index.physical_lines++);
    line.root = index.node_count;  // ascending, also where a line is invalid
    start = end + 1;
    if (is_blank(bytes, line.start, line.end)) continue;
    index.line_count++;
    if (int failed = together ? walk(parser, index, line, bytes, backslashes, structurals)
                              : index_alone(parser, index, line, bytes, backslashes)) {
      return failed;
    }
  }
  return CSJ_OK;
}

int start(csj_index &index, size_t length) {
  index.node_count = index.line_count = index.physical_lines = index.unpaired = 0;
  return length >= simdjson::SIMDJSON_MAXSIZE_BYTES ? CSJ_TOO_LONG : CSJ_OK;
}

}  // namespace

csj_parser *csj_parser_new(void) { return new (std::nothrow) csj_parser; }

void csj_parser_free(csj_parser *parser) { delete parser; }

void csj_add_discriminator(csj_parser *parser, const char *name) {
  parser->discriminators.add(name);
}

int csj_index_lines(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index) {
  if (int failed = start(*index, length)) return failed;
  try {
    return index_lines(*parser, bytes, uint32_t(length), *index);
  } catch (...) {
    return CSJ_OUT_OF_MEMORY;
  }
}

int csj_index_text(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index) {
  if (int failed = start(*index, length)) return failed;
  csj_line line = {0, uint32_t(length), 0, 0, CSJ_OK, 0, {}, 0, 0};
  try {
    if (int failed = grow(index->lines, index->line_capacity, 1)) return failed;
    if (!parser->scan.run(bytes, uint32_t(length))) return CSJ_OUT_OF_MEMORY;
    const uint32_t *backslashes = parser->scan.backslashes();
    if (int failed = index_alone(*parser, *index, line, bytes, backslashes)) return failed;
  } catch (...) {
    return CSJ_OUT_OF_MEMORY;
  }
  index->lines[0] = line;
  index->line_count = 1;
  return CSJ_OK;
}

int csj_index_part(const csj_index *from, uint32_t root, csj_index *to) {
  const csj_node *nodes = from->nodes + root;
  uint32_t count = nodes->next - root, first = nodes->start;
  if (int failed = start(*to, 0)) return failed;
  if (int failed = grow(to->nodes, to->node_capacity, count)) return failed;
  if (int failed = grow(to->lines, to->line_capacity, 1)) return failed;
  for (uint32_t i = 0; i < count; i++) {
    const csj_node &node = nodes[i];
    to->nodes[i] = {node.start - first, node.end - first, node.next - root, node.meta};
  }
  // Whether it is in this part of the text, those find who look there.
  uint16_t unpaired = uint16_t(from->unpaired);
  to->lines[0] = {0, nodes->end - first, 0, 0, CSJ_OK, 0, {}, 0, unpaired};
  to->unpaired = unpaired;
  to->node_count = count;
  to->line_count = 1;
  return CSJ_OK;
}

int csj_index_repeat(csj_index *index, uint32_t number) {
  csj_line line = index->lines[number];
  uint32_t root = line.root, count = index->nodes[root].next - root;
  uint32_t shift = index->node_count - root;
  size_t nodes = size_t(index->node_count) + count;
  if (int failed = grow(index->nodes, index->node_capacity, nodes)) return failed;
  if (int failed = grow(index->lines, index->line_capacity, size_t(index->line_count) + 1)) {
    return failed;
  }
  const csj_node *from = index->nodes + root;
  csj_node *to = index->nodes + index->node_count;
  for (uint32_t i = 0; i < count; i++) {
    to[i] = {from[i].start, from[i].end, from[i].next + shift, from[i].meta};
  }
  line.start = from->start;
  line.end = from->end;
  line.root += shift;
  for (uint32_t &node : line.discriminators) node += node ? shift : 0;
  index->node_count = uint32_t(nodes);
  index->lines[index->line_count++] = line;
  return CSJ_OK;
}

size_t csj_whole_lines(const uint8_t *bytes, size_t length) {
  const void *found = memrchr(bytes, '\n', length);
  return found ? size_t(static_cast<const uint8_t *>(found) - bytes) + 1 : 0;
}

void csj_index_free(csj_index *index) {
  free(index->nodes);
  free(index->lines);
  *index = csj_index{};
}

bool csj_is_utf8(const uint8_t *bytes, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length);
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

const char *csj_simdjson_version(void) {
  static const std::string version = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + "." +
                                     std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + "." +
                                     std::to_string(simdjson::SIMDJSON_VERSION_REVISION);
  return version.c_str();
}
