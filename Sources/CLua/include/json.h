// JSON text of Lua values, and JSON text of the host for Lua tables.
#pragma once

#include <assert.h>

#include "values.h"

// ---- walks over Lua values

// The ranks of keys among those of one table: smaller first, those without one last, by bytes.
typedef struct bl_order bl_order;
typedef struct {
  const char *bytes;  // the host keeps them
  uint32_t length;    // not 0
  uint32_t rank;
} bl_name;

// Never freed; NULL when memory is out.
bl_order *bl_order_new(const bl_name *names, size_t count);
// UINT32_MAX for a key without one.
uint32_t bl_rank(const bl_order *order, const char *bytes, size_t length);

// Where a walk writes JSON text: `count` bytes are written, `capacity` are there.
typedef struct bl_json_output {
  void *context;
  char *bytes;
  size_t count, capacity;
  size_t longest;  // of the whole text
  // Makes room for `extra` more bytes.
  void (*grow)(struct bl_json_output *output, size_t extra);
  int (*number)(struct bl_json_output *output, double value);
  // `is_slot`: the object stands in a slot itself, not inside a table.
  int (*object)(struct bl_json_output *output, const bl_object *object, int depth, bool is_slot);
  bool (*is_utf8)(const char *bytes, size_t length);
  const bl_order *order;  // of the keys of a table
} bl_json_output;

// The functions below are for functions of the host, while Lua calls them.

// Walks the value in `slot` of `owner`, or at a stack position. After a failure the two texts say
// what and where.
int bl_walk_slot(bl_vm *vm, void *owner, uint32_t slot, int depth, bl_json_output *output);
int bl_walk_at(bl_vm *vm, int64_t position, int depth, bl_json_output *output);
const char *bl_walk_error(bl_vm *vm);
const char *bl_walk_path(bl_vm *vm);
// For `output.object`: what failed. The path is then the one to the object.
void bl_walk_fail(bl_vm *vm, const char *message);

// ---- what is in a table, without metamethods

// Whether the table at `position` is written as an array.
bool bl_table_is_array(bl_vm *vm, int64_t position);
// Whether it has the key that stands at `key`.
bool bl_table_has(bl_vm *vm, int64_t position, int64_t key);
// The number of records in it, when it is a list of them as transform may return one, else -1.
int64_t bl_list_count(bl_vm *vm, int64_t position);
// Whether it is a table of nothing of which nobody has said that it is a list.
bool bl_is_nothing(bl_vm *vm, int64_t position);
// Element `index` of it, from 1, until it is popped. False when there is no room for it.
bool bl_push_element(bl_vm *vm, int64_t position, int64_t index, bl_value *value);
// The same for what stands in `slot` of `owner`.
bool bl_push_slot(bl_vm *vm, void *owner, uint32_t slot, bl_value *value);
void bl_pop_element(bl_vm *vm);
// Whether the table in `slot` of `owner` has a key. `object` is set when the slot holds a host
// object, else to NULL.
bool bl_slot_has(bl_vm *vm, void *owner, uint32_t slot, const char *key, size_t length,
                 const bl_object **object);

// ---- JSON text of the host

// A node of the index over a text: a byte range, the number of the node behind
// its children, and bits. A key is a string and its value the node after it; the children of a
// container follow it.
typedef struct {
  uint32_t start, end, next;
  uint32_t meta;  // the kind; flags; the number of members or elements unless it is expanded
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
  BL_NODE_COUNT_MAX = 0xFFFFFF,  // then to be counted
  BL_OVERSHOOT = 16,             // bytes behind a text that can be read
};

typedef struct {
  const char *text;
  const bl_node *nodes;
  uint32_t root;
  uint32_t digits;  // the object type of numbers that are neither integers nor floats of Lua
  double (*number)(const char *text, size_t length);  // infinite when it is too large
} bl_plain;
