// JSON text of Lua values, and JSON text of the host for Lua tables.
#pragma once

#include <assert.h>

#include "values.h"

// ---- walks over Lua values

// The order in which the keys of a table are written: by rank; keys without a rank last, by bytes.
typedef struct bl_order bl_order;
typedef struct {
  const char *bytes;  // must live as long as the bl_order
  uint32_t length;    // not 0
  uint32_t rank;
} bl_name;

// Never freed; NULL if out of memory.
bl_order *bl_order_new(const bl_name *names, size_t count);
// UINT32_MAX for a key without a rank.
uint32_t bl_rank(const bl_order *order, const char *bytes, size_t length);

// The buffer for the JSON text of a walk, with `count` bytes written of `capacity`.
typedef struct bl_json_output {
  void *context;
  char *bytes;
  size_t count, capacity;
  size_t longest;  // the limit for the whole text
  // Grows the buffer for `extra` more bytes.
  void (*grow)(struct bl_json_output *output, size_t extra);
  int (*number)(struct bl_json_output *output, double value);
  // Writes a host object. `is_slot`: the object is the value of a slot itself, not inside a table.
  int (*object)(struct bl_json_output *output, const bl_object *object, int depth, bool is_slot);
  bool (*is_utf8)(const char *bytes, size_t length);
  const bl_order *order;  // of the keys of a table
} bl_json_output;

// The functions below may be called by functions of the host, while Lua calls them.

// Write the value in `slot` of `owner`, or at a stack position. After a failure, the two texts are
// its message and path.
int bl_walk_slot(bl_vm *vm, void *owner, uint32_t slot, int depth, bl_json_output *output);
int bl_walk_at(bl_vm *vm, int64_t position, int depth, bl_json_output *output);
const char *bl_walk_error(bl_vm *vm);
const char *bl_walk_path(bl_vm *vm);
// Sets the message of a failure, for `output.object`. Its path is that of the object.
void bl_walk_fail(bl_vm *vm, const char *message);

// ---- the contents of tables, without metamethods

// Whether the table at `position` is written as an array.
bool bl_table_is_array(bl_vm *vm, int64_t position);
// Whether the table at `position` has the key at stack position `key`.
bool bl_table_has(bl_vm *vm, int64_t position, int64_t key);
// The number of records in the table, if it is a list of records as transform may return one; else
// -1.
int64_t bl_list_count(bl_vm *vm, int64_t position);
// Whether the table is empty and not marked as a list.
bool bl_is_nothing(bl_vm *vm, int64_t position);
// Pushes the element at the 1-based `index`. False if the stack cannot grow.
bool bl_push_element(bl_vm *vm, int64_t position, int64_t index, bl_value *value);
// Pushes the value in `slot` of `owner`. False if the stack cannot grow.
bool bl_push_slot(bl_vm *vm, void *owner, uint32_t slot, bl_value *value);
void bl_pop_element(bl_vm *vm);
// Whether the table in `slot` of `owner` has a key. `object` is set to the host object if the slot
// holds one, else to NULL.
bool bl_slot_has(bl_vm *vm, void *owner, uint32_t slot, const char *key, size_t length,
                 const bl_object **object);

// ---- JSON text of the host

// A node of the index over a text: a byte range, the number of the node behind its children, and
// bits. A key is a string, and its value is the node after it; the children of a container follow
// it.
typedef struct {
  uint32_t start, end, next;
  uint32_t meta;  // kind, flags and, unless it is expanded, the number of members or elements
} bl_node;
static_assert(sizeof(bl_node) == 16 && offsetof(bl_node, start) == 0 &&
                  offsetof(bl_node, end) == 4 && offsetof(bl_node, next) == 8 &&
                  offsetof(bl_node, meta) == 12,
              "it lies over csj_node and LazyJSON's Node");

enum bl_node_kind {
  BL_NODE_NULL,
  BL_NODE_FALSE,
  BL_NODE_TRUE,
  BL_NODE_INTEGER,
  BL_NODE_FLOAT,
  BL_NODE_STRING,
  BL_NODE_ARRAY,
  BL_NODE_OBJECT,
};

enum {
  BL_NODE_KIND = 0xF,
  BL_NODE_ESCAPED = 0x10,
  BL_NODE_EXPANDED = 0x20,
  BL_NODE_COUNT_SHIFT = 8,
  BL_NODE_COUNT_MAX = 0xFFFFFF,  // saturated
  BL_OVERSHOOT = 16,             // readable bytes behind a text
};

typedef struct {
  const char *text;
  const bl_node *nodes;
  uint32_t root;
  uint32_t digits;  // the object type of numbers that Lua cannot represent
  double (*number)(const char *text, size_t length);  // infinite if it is too large
} bl_plain;
