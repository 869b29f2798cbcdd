// Converting Lua values to JSON text, and JSON text to Lua tables.
#pragma once

#include "objects/objects.h"

enum { BL_MAX_DEPTH = 1024 };

// ---- write_error.c; nothing raises

// Prepend a step to the path of the value that could not be written. Return BL_FAILED.
int bl_under_key(bl_vm *vm, const char *bytes, size_t length);
int bl_under_index(bl_vm *vm, lua_Integer index);
static inline int bl_fail_walk(bl_vm *vm, const char *message) {
  bl_walk_fail(vm, message);
  return BL_FAILED;
}

// ---- copy.c

int bl_copy(lua_State *L);  // returns nothing for other values and for changed containers

// ---- unescape.c; nothing raises

// Scratch memory, valid until the next call; NULL if out of memory.
char *bl_scratch(bl_vm *vm, size_t size);
// Writes the decoded inside of a JSON string, and up to BL_OVERSHOOT bytes more. Returns its
// length, which is at most that of the text.
size_t bl_unescape(char *out, const char *text, size_t length);

// ---- text.c; nothing raises

// Fails if the string is not UTF-8.
int bl_write_string(bl_json_output *output, const char *bytes, size_t length);
void bl_write_integer(bl_json_output *output, int64_t value);
int bl_write_number(bl_json_output *output, double value);  // fails if not finite

// Space for `length` more bytes of text, and for 16 bytes of overshoot.
static inline char *bl_room(bl_json_output *output, size_t length) {
  if (output->capacity - output->count < length + 16) output->grow(output, length + 16);
  return output->bytes + output->count;
}

static inline void bl_write(bl_json_output *output, const char *bytes, size_t length) {
  memcpy(bl_room(output, length), bytes, length);
  output->count += length;
}

static inline void bl_write_byte(bl_json_output *output, char byte) {
  *bl_room(output, 1) = byte;
  output->count++;
}
