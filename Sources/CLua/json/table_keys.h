// The keys of a Lua table that is written as JSON.
#pragma once

#include <stdio.h>

#include "json/json.h"

enum { BL_FEW = 32, BL_DIGITS_OF_KEY = 24 };

// A key as it is written: a string, or of a json.object an integer, without bytes of its own.
typedef struct {
  const char *bytes;
  union {
    size_t length;
    lua_Integer integer;
  };
  uint32_t rank;
  int position;    // of the key on the stack
  bool has_value;  // whether its value stands above it
} bl_key;

// The keys of a table. Those that are written are pushed and listed, the first few with their
// values and without memory of their own: the strings, and in a json.object the integers too.
typedef struct {
  bool takes_integers;
  size_t listed, strings, integers, others;
  lua_Integer largest;
  bl_key *keys;
  size_t room;
  bl_key few[BL_FEW];
} bl_survey;

// Leaves the keys that are listed on the stack, above `top`. What fails has its message.
int bl_survey_keys(bl_vm *vm, lua_State *L, int index, int top, bl_survey *survey);
// By their ranks, and then by their bytes.
void bl_sort_keys(bl_survey *survey);
// Whether sorted keys have the same bytes: an integer and a string.
bool bl_has_twins(const bl_survey *survey);

// The bytes of a key; of an integer, those that are put in `digits`.
static inline const char *bl_key_text(const bl_key *key, char digits[BL_DIGITS_OF_KEY],
                                      size_t *length) {
  if (key->bytes) {
    *length = key->length;
    return key->bytes;
  }
  *length = (size_t)snprintf(digits, BL_DIGITS_OF_KEY, "%lld", (long long)key->integer);
  return digits;
}
