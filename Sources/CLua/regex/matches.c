// The methods of regexes that search: test, match, gmatch, split.
#include "regex/regex.h"

// regex:test(text)
static int regex_test(lua_State *L) {
  bl_regex *regex = bl_check_regex(L);
  bl_search search = bl_begin_search(L, 3);
  lua_pushboolean(L, bl_find_match(L, regex, &search));
  return 1;
}

// regex:match(text, init)
static int regex_match(lua_State *L) {
  bl_regex *regex = bl_check_regex(L);
  bl_search search = bl_begin_search(L, 3);
  if (bl_find_match(L, regex, &search)) return bl_push_captures(L, regex, &search);
  lua_pushnil(L);
  return 1;
}

// Upvalues: the regex, the text, the position to continue from (nil at the end), and whether that
// is behind a match.
static int next_match(lua_State *L) {
  lua_settop(L, 0);
  for (int i = 1; i <= 4; i++) lua_pushvalue(L, lua_upvalueindex(i));
  if (lua_isnil(L, 3)) return 0;
  bl_regex *regex = bl_check_regex(L);
  bl_search search = {.at = (size_t)lua_tointeger(L, 3), .is_going_on = lua_toboolean(L, 4)};
  search.bytes = lua_tolstring(L, 2, &search.length);
  bool is_there = bl_find_match(L, regex, &search);
  if (is_there) lua_pushinteger(L, (lua_Integer)search.at);
  else lua_pushnil(L);
  lua_replace(L, lua_upvalueindex(3));
  lua_pushboolean(L, true);
  lua_replace(L, lua_upvalueindex(4));
  return is_there ? bl_push_captures(L, regex, &search) : 0;
}

// regex:gmatch(text, init)
static int regex_gmatch(lua_State *L) {
  bl_check_regex(L);
  bl_search search = bl_begin_search(L, 3);
  lua_settop(L, 2);
  lua_pushinteger(L, (lua_Integer)search.at);
  lua_pushboolean(L, false);
  lua_pushcclosure(L, next_match, 4);
  return 1;
}

// regex:split(text)
static int regex_split(lua_State *L) {
  bl_regex *regex = bl_check_regex(L);
  bl_search search = bl_begin_search(L, 3);
  lua_settop(L, 2);
  lua_newtable(L);
  lua_Integer count = 0;
  size_t from = 0;
  while (bl_find_match(L, regex, &search)) {
    // An empty match does not separate before the first or behind the last character.
    bool is_empty = search.start == search.stop;
    if (is_empty && (search.start == 0 || search.start == search.length)) continue;
    lua_pushlstring(L, search.bytes + from, search.start - from);
    lua_rawseti(L, 3, ++count);
    from = search.stop;
  }
  lua_pushlstring(L, search.bytes + from, search.length - from);
  lua_rawseti(L, 3, ++count);
  return 1;
}

void bl_push_regex_methods(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"test", regex_test}, {"match", regex_match}, {"gmatch", regex_gmatch},
      {"gsub", bl_regex_gsub}, {"split", regex_split}, {NULL, NULL},
  };
  luaL_newlib(L, methods);
}
