// The keys of a Lua table that is written as JSON.
#pragma once

#include <stdio.h>

#include "json/json.h"

enum { BL_FEW = 32, BL_DIGITS_OF_KEY = 24 };

// A key to be written: a string or, in a json.object, an integer, which has no bytes.
typedef struct {
  const char *bytes;
  union {
    size_t length;
    lua_Integer integer;
  };
  uint32_t rank;
  int position;    // the stack position of the key
  bool has_value;  // whether its value is above it
} bl_key;

// The keys of a table. Keys to be written, which are the strings and, in a json.object, the
// integers, are pushed and listed. The first few are pushed with their values, and listed without
// allocation.
typedef struct {
  bool takes_integers;
  size_t listed, strings, integers, others;
  lua_Integer largest;
  bl_key *keys;
  size_t room;
  bl_key few[BL_FEW];
} bl_survey;

// Pushes the listed keys, above `top`. A failure has a message.
int bl_survey_keys(bl_vm *vm, lua_State *L, int index, int top, bl_survey *survey);
// Sorts keys by their ranks, then by their bytes.
void bl_sort_keys(bl_survey *survey);
// Whether two of the sorted keys have the same text: an integer and a string.
bool bl_has_twins(const bl_survey *survey);

// The text of a key; that of an integer is written to `digits`.
static inline const char *bl_key_text(const bl_key *key, char digits[BL_DIGITS_OF_KEY],
                                      size_t *length) {
  if (key->bytes) {
    *length = key->length;
    return key->bytes;
  }
  *length = (size_t)snprintf(digits, BL_DIGITS_OF_KEY, "%lld", (long long)key->integer);
  return digits;
}
