// table.sort as a stable merge sort. Lua's quicksort takes its pivot from the clock if its parts
// are uneven, so the order of equal elements may differ from run to run.
#include <limits.h>

#include "order/order.h"

// Stack positions: the list, the comparison function or nil, and two tables of its elements.
enum { LIST = 1, ORDER, FROM, TO };

static bool is_less(lua_State *L, lua_Integer left, lua_Integer right) {
  bool has_order = !lua_isnil(L, ORDER);
  if (has_order) lua_pushvalue(L, ORDER);
  lua_rawgeti(L, FROM, left);
  lua_rawgeti(L, FROM, right);
  if (has_order) lua_call(L, 2, 1);
  bool result = has_order ? lua_toboolean(L, -1) : lua_compare(L, -2, -1, LUA_OPLT);
  lua_settop(L, TO);
  return result;
}

// Merges two adjacent ranges, which end before `middle` and `end`.
static void merge(lua_State *L, lua_Integer start, lua_Integer middle, lua_Integer end) {
  lua_Integer left = start, right = middle;
  if (middle < end && !is_less(L, middle, middle - 1)) right = end;  // in order as they are
  lua_Integer last = right == end ? end : middle;
  for (lua_Integer at = start; at < end; at++) {
    bool is_right = left == last || (right < end && is_less(L, right, left));
    lua_rawgeti(L, FROM, is_right ? right++ : left++);
    lua_rawseti(L, TO, at);
    if (at % BL_TURNS == 0) bl_check_time(L);
  }
}

static void read_list(lua_State *L, lua_Integer count) {
  int room = count < BL_TURNS ? (int)count : BL_TURNS;
  lua_createtable(L, room, 0);
  lua_createtable(L, room, 0);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_geti(L, LIST, i);
    lua_rawseti(L, FROM, i);
    if (i % BL_TURNS == 0) bl_check_time(L);
  }
}

static void write_list(lua_State *L, lua_Integer count) {
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, FROM, i);
    lua_seti(L, LIST, i);
    if (i % BL_TURNS == 0) bl_check_time(L);
  }
}

int bl_table_sort(lua_State *L) {
  if (!object_at(L, LIST)) luaL_checktype(L, LIST, LUA_TTABLE);
  lua_Integer count = luaL_len(L, LIST);
  if (count < 2) return 0;
  luaL_argcheck(L, count < INT_MAX, LIST, "array too big");
  if (!lua_isnoneornil(L, ORDER)) luaL_checktype(L, ORDER, LUA_TFUNCTION);
  lua_settop(L, ORDER);
  read_list(L, count);
  for (lua_Integer width = 1; width < count; width *= 2) {
    for (lua_Integer start = 1; start <= count; start += 2 * width) {
      lua_Integer middle = start + width, end = middle + width;
      if (middle > count + 1) middle = count + 1;
      if (end > count + 1) end = count + 1;
      merge(L, start, middle, end);
    }
    lua_rotate(L, FROM, 1);  // the result is the source of the next pass
  }
  write_list(L, count);
  return 0;
}
