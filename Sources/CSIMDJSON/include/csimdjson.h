// simdjson behind a C header: one call validates JSON text completely and indexes it.
//
//   {"model":"m","n":[1,2]}           a line of JSON over its node table
//   ^0                                0 object  start 0  end 23  next 7  count 2
//    ^1      ^2  ^3  ^4               1 string  "model"  (key: its value is the next node)
//                     ^5 ^6           2 string  "m"      ... 4 array  next 7  count 2
//
// simdjson's first stage finds the structural characters, checks UTF-8 and control characters;
// the walk over them checks the rest of RFC 8259 and writes the nodes. Nothing is decoded.
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CSJ_MAX_DEPTH = 1024, CSJ_PADDING = 64 };

enum csj_kind {
  CSJ_NULL = 0,
  CSJ_FALSE = 1,
  CSJ_TRUE = 2,
  CSJ_INTEGER = 3,  // a number without fraction and exponent, of any size
  CSJ_FLOAT = 4,    // any other number
  CSJ_STRING = 5,
  CSJ_ARRAY = 6,
  CSJ_OBJECT = 7,
};

enum csj_reason {
  CSJ_OK = 0,
  CSJ_OUT_OF_MEMORY,
  CSJ_TOO_LONG,
  CSJ_EMPTY,
  CSJ_INVALID_UTF8,
  CSJ_CONTROL_CHARACTER,
  CSJ_UNCLOSED_STRING,
  CSJ_INVALID_ESCAPE,
  CSJ_INVALID_NUMBER,
  CSJ_INVALID_LITERAL,
  CSJ_EXPECTED_VALUE,
  CSJ_EXPECTED_KEY,
  CSJ_EXPECTED_COLON,
  CSJ_EXPECTED_COMMA_OR_BRACKET,
  CSJ_EXPECTED_COMMA_OR_BRACE,
  CSJ_UNCLOSED_CONTAINER,
  CSJ_TRAILING_CONTENT,
  CSJ_TOO_DEEP,
};

// 16 bytes. `start` and `end` are byte offsets into the text; `next` is the number of the node
// after this one's subtree. `meta`: bits 0-3 the kind, bit 4 set if a string has escapes, bit 6 if
// an unpaired surrogate is among them, bits 8-31 the number of members or elements, saturated at
// 0xFFFFFF.
typedef struct {
  uint32_t start;
  uint32_t end;
  uint32_t next;
  uint32_t meta;
} csj_node;
static_assert(sizeof(csj_node) == 16 && offsetof(csj_node, start) == 0 &&
                  offsetof(csj_node, end) == 4 && offsetof(csj_node, next) == 8 &&
                  offsetof(csj_node, meta) == 12,
              "bl_node and LazyJSON's Node lie over it");

enum { CSJ_KIND_MASK = 0xF, CSJ_ESCAPED = 0x10, CSJ_UNPAIRED = 0x40 };
enum { CSJ_COUNT_SHIFT = 8, CSJ_COUNT_MAX = 0xFFFFFF };

enum { CSJ_DISCRIMINATORS = 6 };

// One line that is not blank: the range of its bytes without LF and without a CR before it, its
// 0-based number among all lines, and its first node, or the reason and the offset of its error. If
// it is an object and `knows_discriminators` is set, `discriminators` has, for each name that was
// added, the value node of the last member with that key, or 0. `unpaired`: a string in it has an
// unpaired surrogate.
typedef struct {
  uint32_t start;
  uint32_t end;
  uint32_t number;
  uint32_t root;
  uint32_t reason;
  uint32_t error_offset;
  uint32_t discriminators[CSJ_DISCRIMINATORS];
  uint16_t knows_discriminators;
  uint16_t unpaired;
} csj_line;

// Tables that are filled by each call, and reused by the next; to be zero-initialised.
typedef struct {
  csj_node *nodes;
  csj_line *lines;
  uint32_t node_count;
  uint32_t node_capacity;
  uint32_t line_count;
  uint32_t line_capacity;
  uint32_t physical_lines;
  uint32_t unpaired;  // whether any line has `unpaired`
} csj_index;

typedef struct csj_parser csj_parser;

// NULL if out of memory.
csj_parser *csj_parser_new(void);
void csj_parser_free(csj_parser *parser);

// Adds a name whose members are found in all further lines: one of at most CSJ_DISCRIMINATORS
// names, of 1 to 16 bytes, which is copied.
void csj_add_discriminator(csj_parser *parser, const char *name);

// Splits `bytes` on LF and indexes each line that is not blank. `length` must be below 4 GiB, and
// CSJ_PADDING readable bytes must follow. Returns CSJ_OK even if lines are invalid;
// CSJ_OUT_OF_MEMORY or CSJ_TOO_LONG if the call as a whole failed.
int csj_index_lines(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index);

// Indexes one text, in which LF is white space: `lines` gets exactly one entry.
int csj_index_text(csj_parser *parser, const uint8_t *bytes, size_t length, csj_index *index);

// Makes `to` the index of the text of one value, that of node `root` in `from`.
int csj_index_part(const csj_index *from, uint32_t root, csj_index *to);

// Appends a line with the text of line `number`, and nodes of its own.
int csj_index_repeat(csj_index *index, uint32_t number);

void csj_index_free(csj_index *index);

// Prefetches memory.
static inline void csj_prefetch(const void *memory) { __builtin_prefetch(memory); }

// The number of bytes up to and including the last LF; 0 if there is none.
size_t csj_whole_lines(const uint8_t *bytes, size_t length);

// Whether bytes are well-formed UTF-8 (RFC 3629).
bool csj_is_utf8(const uint8_t *bytes, size_t length);

// The name of a reason for people, such as "invalid escape in a string".
const char *csj_reason_text(int reason);

// The release of simdjson in use, such as "3.0.1".
const char *csj_simdjson_version(void);

#ifdef __cplusplus
}
#endif
