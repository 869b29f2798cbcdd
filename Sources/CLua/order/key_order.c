// The order of the keys of Lua tables, which follows from the keys alone; Lua's own follows from
// addresses and a seed, which differ from run to run. See bl_place.
#include <math.h>

#include "order/order.h"

enum { INDEX, INTEGER, FLOAT, STRING, BOOLEAN, OTHER };  // others: see identity_order.c

void bl_place_at(lua_State *L, int index, bl_place *place) {
  int is_integer;
  switch (lua_type(L, index)) {
    case LUA_TSTRING:
      place->kind = STRING;
      place->bytes = lua_tolstring(L, index, &place->length);
      return;
    case LUA_TNUMBER: {
      lua_Integer integer = lua_tointegerx(L, index, &is_integer);
      place->kind = !is_integer ? FLOAT : integer < 1 ? INTEGER : INDEX;
      if (is_integer) place->integer = integer;
      else place->number = lua_tonumber(L, index);
      return;
    }
    case LUA_TBOOLEAN:
      place->kind = BOOLEAN;
      place->integer = lua_toboolean(L, index);
      return;
    default:
      place->kind = OTHER;
      bl_place_other(L, index, place);
      return;
  }
}

bool bl_is_same_place(const bl_place *a, const bl_place *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case STRING: return a->bytes == b->bytes;
    case FLOAT: return a->number == b->number;
    case OTHER: return a->integer == b->integer && a->length == b->length;
    default: return a->integer == b->integer;
  }
}

// A float key is never integral in the range of integers: Lua makes such a key an integer.
static int compare_mixed(lua_Integer integer, lua_Number number) {
  if (number >= 0x1p63) return -1;
  if (number < -0x1p63) return 1;
  return integer <= (lua_Integer)floor(number) ? -1 : 1;
}

int bl_compare_places(const bl_place *a, const bl_place *b) {
  if (a->kind != b->kind) {
    if (a->kind == INTEGER && b->kind == FLOAT) return compare_mixed(a->integer, b->number);
    if (a->kind == FLOAT && b->kind == INTEGER) return -compare_mixed(b->integer, a->number);
    return a->kind < b->kind ? -1 : 1;
  }
  if (a->kind == FLOAT) return a->number < b->number ? -1 : a->number > b->number;
  if (a->kind == STRING) {
    // Lua ends each string with a zero.
    int first = (unsigned char)*a->bytes - (unsigned char)*b->bytes;
    if (first) return first;
    size_t shared = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->bytes, b->bytes, shared);
    return order ? order : a->length < b->length ? -1 : a->length > b->length;
  }
  if (a->kind == OTHER && a->length != b->length) return a->length < b->length ? -1 : 1;
  return a->integer < b->integer ? -1 : a->integer > b->integer;
}

static void swap(bl_place *a, bl_place *b) {
  bl_place held = *a;
  *a = *b;
  *b = held;
}

static void sort_few(bl_place *places, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (bl_compare_places(&places[i - 1], &places[i]) < 0) continue;
    bl_place held = places[i];
    size_t at = i;
    do places[at] = places[at - 1];
    while (--at > 0 && bl_compare_places(&places[at - 1], &held) > 0);
    places[at] = held;
  }
}

static bl_place median(bl_place a, bl_place b, bl_place c) {
  if (bl_compare_places(&a, &b) > 0) swap(&a, &b);
  if (bl_compare_places(&b, &c) > 0) swap(&b, &c);
  return bl_compare_places(&a, &b) > 0 ? a : b;
}

// The size of the lower part. Neither is empty, since keys differ.
static size_t divide(lua_State *L, bl_place *places, size_t count) {
  bl_place pivot = median(places[0], places[count / 2], places[count - 1]);
  size_t low = 0, high = count - 1;
  for (size_t swaps = 1;; swaps++) {
    while (bl_compare_places(&places[low], &pivot) < 0) low++;
    while (bl_compare_places(&places[high], &pivot) > 0) high--;
    if (low >= high) return high + 1;
    swap(&places[low++], &places[high--]);
    if (swaps % BL_TURNS == 0) bl_check_time(L);
  }
}

// Not by qsort: its memory would leak when the call is late and an error leaves it.
void bl_sort_places(lua_State *L, bl_place *places, size_t count) {
  while (count > 12) {
    bl_check_time(L);
    size_t lower = divide(L, places, count), upper = count - lower;
    bl_place *rest = places + lower;
    bool is_lower_less = lower < upper;
    bl_sort_places(L, is_lower_less ? places : rest, is_lower_less ? lower : upper);
    if (is_lower_less) places = rest;
    count = is_lower_less ? upper : lower;
  }
  sort_few(places, count);
}
