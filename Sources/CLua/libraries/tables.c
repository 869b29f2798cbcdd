// Functions of the library table that accept JSON arrays, and do not trust a script's __len.
#include "libraries/libraries.h"
#include "order/order.h"

enum { LONGEST_RANGE = 50000000 };

// table.insert and table.remove move the elements of JSON arrays without decoding them. The upvalue
// is Lua's own function.
static int is_array(lua_State *L) {
  bl_object *object = object_at(L, 1);
  return object && shape_of(vm_of(L), object) == BL_ARRAY;
}

// A huge length from a script's __len would keep C code busy for hours, and no hook could stop it.
static void check_range(lua_State *L, lua_Integer first, lua_Integer last) {
  if (last >= first && (lua_Unsigned)last - (lua_Unsigned)first > LONGEST_RANGE) {
    luaL_error(L, "a range of more than %d elements", LONGEST_RANGE);
  }
}

// Checks the range from `first` to the end, whose elements Lua moves.
static void check_length(lua_State *L, lua_Integer first) {
  if (luaL_getmetafield(L, 1, "__len") == LUA_TNIL) return;
  lua_pop(L, 1);
  check_range(L, first, luaL_len(L, 1));
}

static int table_insert(lua_State *L) {
  if (is_array(L)) return bl_array_insert(L);
  if (lua_gettop(L) == 3) check_length(L, luaL_checkinteger(L, 2));
  return bl_call_original(L);
}

static int table_remove(lua_State *L) {
  if (is_array(L)) return bl_array_remove(L);
  if (lua_gettop(L) > 1) check_length(L, luaL_checkinteger(L, 2));
  return bl_call_original(L);
}

static int table_sort(lua_State *L) {
  if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL) {
    luaL_argcheck(L, luaL_len(L, 1) < INT32_MAX, 1, "array too big");
    lua_pop(L, 1);
  }
  check_length(L, 1);
  return bl_table_sort(L);
}

// Adds the element at `index` of the list at 1, as Lua does; a json.number is written with its
// digits.
static void add_element(lua_State *L, luaL_Buffer *buffer, lua_Integer index) {
  lua_geti(L, 1, index);
  if (bl_is_digits(L, -1)) {
    luaL_tolstring(L, -1, NULL);
    lua_remove(L, -2);
  } else if (!lua_isstring(L, -1)) {
    const char *name = bl_type_name(L, lua_gettop(L));
    luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", name, index);
  }
  luaL_addvalue(buffer);
}

static int table_concat(lua_State *L) {
  size_t length;
  lua_settop(L, 4);
  const char *separator = luaL_optlstring(L, 2, "", &length);
  if (luaL_getmetafield(L, 1, "__len") == LUA_TNIL) luaL_checktype(L, 1, LUA_TTABLE);
  lua_Integer first = luaL_optinteger(L, 3, 1);
  lua_Integer last = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
  check_range(L, first, last);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (lua_Integer i = first; i <= last; i++) {
    add_element(L, &buffer, i);
    if (i == last) break;  // it may be the largest integer
    luaL_addlstring(&buffer, separator, length);
  }
  luaL_pushresult(&buffer);
  return 1;
}

// Lua moves overlapping ranges from the end, which would leave holes in a JSON array.
static int table_move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
  lua_Integer to = luaL_checkinteger(L, 4);
  check_range(L, first, last);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  bl_object *object = object_at(L, target);
  if (!object || shape_of(vm_of(L), object) != BL_ARRAY) return bl_call_original(L);
  lua_settop(L, 5);
  lua_newtable(L);
  for (lua_Integer i = first; i <= last; i++) {
    lua_geti(L, 1, i);
    lua_rawseti(L, 6, i - first + 1);
  }
  for (lua_Integer i = 0; i <= last - first; i++) {
    lua_rawgeti(L, 6, i + 1);
    lua_seti(L, target, to + i);
  }
  lua_pushvalue(L, target);
  return 1;
}

void bl_open_tables(lua_State *L) {
  bl_override(L, LUA_TABLIBNAME, "insert", table_insert);
  bl_override(L, LUA_TABLIBNAME, "remove", table_remove);
  bl_override(L, LUA_TABLIBNAME, "sort", table_sort);
  bl_override(L, LUA_TABLIBNAME, "concat", table_concat);
  bl_override(L, LUA_TABLIBNAME, "move", table_move);
}
