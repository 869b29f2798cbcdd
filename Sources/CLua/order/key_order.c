// The order of the keys of Lua tables, which depends on the keys alone; Lua's own depends on
// addresses and a seed, which differ from run to run. See bl_key_rank.
#include <math.h>

#include "order/order.h"

enum { INDEX, INTEGER, FLOAT, STRING, BOOLEAN, OTHER };  // others: see identity_order.c

void bl_rank_at(lua_State *L, int index, bl_key_rank *rank) {
  int is_integer;
  switch (lua_type(L, index)) {
    case LUA_TSTRING:
      rank->kind = STRING;
      rank->bytes = lua_tolstring(L, index, &rank->length);
      return;
    case LUA_TNUMBER: {
      lua_Integer integer = lua_tointegerx(L, index, &is_integer);
      rank->kind = !is_integer ? FLOAT : integer < 1 ? INTEGER : INDEX;
      if (is_integer) rank->integer = integer;
      else rank->number = lua_tonumber(L, index);
      return;
    }
    case LUA_TBOOLEAN:
      rank->kind = BOOLEAN;
      rank->integer = lua_toboolean(L, index);
      return;
    default:
      rank->kind = OTHER;
      bl_rank_other(L, index, rank);
      return;
  }
}

bool bl_is_same_rank(const bl_key_rank *a, const bl_key_rank *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case STRING: return a->bytes == b->bytes;
    case FLOAT: return a->number == b->number;
    case OTHER: return a->integer == b->integer && a->length == b->length;
    default: return a->integer == b->integer;
  }
}

// A float key has a fraction or is outside the range of integers: Lua converts all others to
// integers.
static int compare_mixed(lua_Integer integer, lua_Number number) {
  if (number >= 0x1p63) return -1;
  if (number < -0x1p63) return 1;
  return integer <= (lua_Integer)floor(number) ? -1 : 1;
}

int bl_compare_ranks(const bl_key_rank *a, const bl_key_rank *b) {
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

static void swap(bl_key_rank *a, bl_key_rank *b) {
  bl_key_rank held = *a;
  *a = *b;
  *b = held;
}

static void sort_few(bl_key_rank *ranks, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (bl_compare_ranks(&ranks[i - 1], &ranks[i]) < 0) continue;
    bl_key_rank held = ranks[i];
    size_t at = i;
    do ranks[at] = ranks[at - 1];
    while (--at > 0 && bl_compare_ranks(&ranks[at - 1], &held) > 0);
    ranks[at] = held;
  }
}

static bl_key_rank median(bl_key_rank a, bl_key_rank b, bl_key_rank c) {
  if (bl_compare_ranks(&a, &b) > 0) swap(&a, &b);
  if (bl_compare_ranks(&b, &c) > 0) swap(&b, &c);
  return bl_compare_ranks(&a, &b) > 0 ? a : b;
}

// Partitions; returns the size of the lower part. Neither part is empty, because keys differ.
static size_t divide(lua_State *L, bl_key_rank *ranks, size_t count) {
  bl_key_rank pivot = median(ranks[0], ranks[count / 2], ranks[count - 1]);
  size_t low = 0, high = count - 1;
  for (size_t swaps = 1;; swaps++) {
    while (bl_compare_ranks(&ranks[low], &pivot) < 0) low++;
    while (bl_compare_ranks(&ranks[high], &pivot) > 0) high--;
    if (low >= high) return high + 1;
    swap(&ranks[low++], &ranks[high--]);
    if (swaps % BL_TURNS == 0) bl_check_time(L);
  }
}

// Not with qsort, whose memory would leak if an error left it because the call is late.
void bl_sort_ranks(lua_State *L, bl_key_rank *ranks, size_t count) {
  while (count > 12) {
    bl_check_time(L);
    size_t lower = divide(L, ranks, count), upper = count - lower;
    bl_key_rank *rest = ranks + lower;
    bool is_lower_less = lower < upper;
    bl_sort_ranks(L, is_lower_less ? ranks : rest, is_lower_less ? lower : upper);
    if (is_lower_less) ranks = rest;
    count = is_lower_less ? upper : lower;
  }
  sort_few(ranks, count);
}
