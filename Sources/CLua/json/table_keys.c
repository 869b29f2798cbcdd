#include <stdlib.h>

#include "json/table_keys.h"

static int compare_keys(const void *left, const void *right) {
  const bl_key *a = left, *b = right;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  char a_digits[BL_DIGITS_OF_KEY], b_digits[BL_DIGITS_OF_KEY];
  size_t a_length, b_length;
  const char *a_bytes = bl_key_text(a, a_digits, &a_length);
  const char *b_bytes = bl_key_text(b, b_digits, &b_length);
  int order = memcmp(a_bytes, b_bytes, a_length < b_length ? a_length : b_length);
  return order ? order : a_length < b_length ? -1 : a_length > b_length;
}

void bl_sort_keys(bl_survey *survey) {
  bl_key *keys = survey->keys;
  size_t count = survey->listed;
  if (count > BL_FEW) {
    qsort(keys, count, sizeof *keys, compare_keys);
    return;
  }
  for (size_t i = 1; i < count; i++) {
    bl_key key = keys[i];
    size_t at = i;
    for (; at > 0 && compare_keys(&key, &keys[at - 1]) < 0; at--) keys[at] = keys[at - 1];
    keys[at] = key;
  }
}

static int make_room(bl_vm *vm, lua_State *L, bl_survey *survey) {
  size_t room = survey->room * 2;
  bl_key *keys = survey->keys == survey->few ? NULL : survey->keys;
  if (room > 1000000 || !lua_checkstack(L, (int)room)) return bl_fail_walk(vm, "too many keys");
  keys = realloc(keys, room * sizeof *keys);
  if (!keys) return bl_fail_walk(vm, "not enough memory");
  if (survey->keys == survey->few) memcpy(keys, survey->few, sizeof survey->few);
  survey->keys = keys;
  survey->room = room;
  return BL_OK;
}

// Keeps the key that lua_next has pushed above `top` and, for the first few keys, the value above
// it. Pushes the key once more, for lua_next.
static int add_key(bl_vm *vm, lua_State *L, int *top, bool is_string, bl_survey *survey) {
  if (survey->listed == survey->room && make_room(vm, L, survey) != BL_OK) return BL_FAILED;
  bl_key *key = &survey->keys[survey->listed++];
  key->position = ++*top;
  if (is_string) {
    key->bytes = lua_tolstring(L, *top, &key->length);
    survey->strings++;
  } else {
    key->bytes = NULL;
    key->integer = lua_tointeger(L, *top);
    survey->integers++;
  }
  key->has_value = survey->keys == survey->few;
  if (key->has_value) ++*top;
  else lua_pop(L, 1);
  lua_pushvalue(L, key->position);
  return BL_OK;
}

static void count_other_key(lua_State *L, bl_survey *survey) {
  if (!lua_isinteger(L, -1)) {
    survey->others++;
    return;
  }
  lua_Integer key = lua_tointeger(L, -1);
  survey->integers++;
  if (key > survey->largest) survey->largest = key;
  if (key < 1) survey->others++;
}

int bl_survey_keys(bl_vm *vm, lua_State *L, int index, int top, bl_survey *survey) {
  survey->listed = survey->strings = survey->integers = survey->others = 0;
  survey->largest = 0;
  survey->keys = survey->few;
  survey->room = BL_FEW;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    bool is_string = lua_type(L, -2) == LUA_TSTRING;
    if (is_string || (survey->takes_integers && lua_isinteger(L, -2))) {
      if (add_key(vm, L, &top, is_string, survey) != BL_OK) return BL_FAILED;
    } else {
      lua_pop(L, 1);
      count_other_key(L, survey);
    }
  }
  return BL_OK;
}

bool bl_has_twins(const bl_survey *survey) {
  if (!survey->strings || !survey->integers) return false;
  for (size_t i = 1; i < survey->listed; i++) {
    if (compare_keys(&survey->keys[i - 1], &survey->keys[i]) == 0) return true;
  }
  return false;
}
