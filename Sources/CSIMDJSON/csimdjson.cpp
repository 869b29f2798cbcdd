#include "csimdjson.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "explain.hpp"
#include "hints.hpp"
#include "discriminators.hpp"
#include "room.hpp"
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

// Reserves memory for `length` bytes in the parser; capacity grows by doubling.
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

// Appends the sentinels to the structural positions that a walk needs; simdjson has reserved enough
// memory.
void end_structurals(dom_parser_implementation &stage) {
  for (uint32_t i = 0; i < 3; i++) {
    stage.structural_indexes[stage.n_structural_indexes + i] = UINT32_MAX;
  }
}

// Not inlined, because the loop over the lines would take registers from it.
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

// Whether the first stage ends every string at LF or rejects the text. Its fallback for CPUs
// without SIMD accepts an escaped LF, so that an invalid line would extend into the next one, and
// validates UTF-8 only in strings.
bool stops_at_lf() {
  static const bool answer = simdjson::get_active_implementation()->name() != "fallback";
  return answer;
}

// Indexes one line by itself, for a text that the first stage rejects as a whole.
int index_alone(csj_parser &parser, csj_index &index, csj_line &line, const uint8_t *bytes,
                const uint32_t *&backslashes) {
  size_t length = line.end - line.start;
  if (!stops_at_lf()) {
    if (csj::explain(bytes, line)) return CSJ_OK;
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
    csj::explain(bytes, line);
    return CSJ_OK;
  }
  uint32_t *structurals = stage.structural_indexes.get();
  uint32_t count = stage.n_structural_indexes;
  for (uint32_t i = 0; i < count; i++) structurals[i] += line.start;
  end_structurals(stage);
  if (int failed = csj::grow(index.nodes, index.node_capacity, size_t(index.node_count) + count)) {
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

// Runs the first stage on a scanned text, without its plain runs if they are most of it; false if
// it rejects the text.
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
    if (int failed = csj::grow(index.nodes, index.node_capacity, count)) return failed;
  }
  if (int failed = csj::grow(index.lines, index.line_capacity, parser.scan.most_lines())) {
    return failed;
  }
  const uint32_t *ends = parser.scan.line_ends(), *backslashes = parser.scan.backslashes();
  for (uint32_t start = 0; start < length;) {
    uint32_t end = *ends < length ? *ends++ : length;
    csj_line &line = index.lines[index.line_count];
    line = line_at(bytes, start, end, index.physical_lines++);
    line.root = index.node_count;  // ascending, even for invalid lines
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

}  // namespace

csj_parser *csj_parser_new(void) { return new (std::nothrow) csj_parser; }

void csj_parser_free(csj_parser *parser) { delete parser; }

void csj_add_discriminator(csj_parser *parser, const char *name) {
  parser->discriminators.add(name);
}

int csj_index_lines(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index) {
  if (int failed = csj::start(*index, length)) return failed;
  try {
    return index_lines(*parser, bytes, uint32_t(length), *index);
  } catch (...) {
    return CSJ_OUT_OF_MEMORY;
  }
}

int csj_index_text(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index) {
  if (int failed = csj::start(*index, length)) return failed;
  csj_line line = {0, uint32_t(length), 0, 0, CSJ_OK, 0, {}, 0, 0};
  try {
    if (int failed = csj::grow(index->lines, index->line_capacity, 1)) return failed;
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

const char *csj_simdjson_version(void) {
  static const std::string version = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + "." +
                                     std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + "." +
                                     std::to_string(simdjson::SIMDJSON_VERSION_REVISION);
  return version.c_str();
}
