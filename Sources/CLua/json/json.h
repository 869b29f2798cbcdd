// JSON text of Lua values, and Lua tables of JSON text.
#pragma once

#include "objects/objects.h"

enum { BL_MAX_DEPTH = 1024 };

// ---- write_error.c; nothing raises

// Put a step before the path to what could not be written; BL_FAILED.
int bl_under_key(bl_vm *vm, const char *bytes, size_t length);
int bl_under_index(bl_vm *vm, lua_Integer index);

// ---- copy.c

int bl_copy(lua_State *L);  // nothing for what is no JSON container, or one that was changed

// ---- unescape.c; nothing raises

// Memory until the next such call; NULL when there is none.
char *bl_scratch(bl_vm *vm, size_t size);
// Writes what the inside of a JSON string stands for, and up to BL_OVERSHOOT bytes more. Returns
// its length, which is at most that of the text.
size_t bl_unescape(char *out, const char *text, size_t length);

// ---- text.c; nothing raises

int bl_write_string(bl_json_output *sink, const char *bytes, size_t length);  // of UTF-8, or fails
void bl_write_integer(bl_json_output *sink, int64_t value);
int bl_write_number(bl_json_output *sink, double value);  // fails when not finite

// Where `length` more bytes of text go, and up to 16 that do not count.
static inline char *bl_room(bl_json_output *sink, size_t length) {
  if (sink->capacity - sink->count < length + 16) sink->grow(sink, length + 16);
  return sink->bytes + sink->count;
}

static inline void bl_write(bl_json_output *sink, const char *bytes, size_t length) {
  memcpy(bl_room(sink, length), bytes, length);
  sink->count += length;
}

static inline void bl_write_byte(bl_json_output *sink, char byte) {
  *bl_room(sink, 1) = byte;
  sink->count++;
}
