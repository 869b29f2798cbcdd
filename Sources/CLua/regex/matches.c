// What scripts find with a regex: test, match, gmatch, split.
#include "regex/regex.h"

// ---- captures

void bl_push_capture(lua_State *L, const bl_regex *regex, const bl_search *search, uint32_t group) {
  const size_t *offsets = pcre2_get_ovector_pointer(regex->found) + 2 * group;
  if (offsets[0] == PCRE2_UNSET || offsets[1] < offsets[0]) {
    lua_pushboolean(L, false);
  } else {
    lua_pushlstring(L, search->bytes + offsets[0], offsets[1] - offsets[0]);
  }
}

// The table of names: entries of equal size, each the number of the group and then the name.
typedef struct {
  const uint8_t *entries;
  uint32_t count, size;
} bl_names;

static bl_names names_of(const bl_regex *regex) {
  bl_names names;
  pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &names.entries);
  pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &names.count);
  pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &names.size);
  return names;
}

static uint32_t group_of(const bl_names *names, uint32_t i, const char **name) {
  const uint8_t *entry = names->entries + (size_t)i * names->size;
  *name = (const char *)entry + 2;
  return (uint32_t)entry[0] << 8 | entry[1];
}

static bool has_part(const bl_regex *regex, uint32_t group) {
  return pcre2_get_ovector_pointer(regex->found)[2 * group] != PCRE2_UNSET;
}

int bl_group_named(const bl_regex *regex, const char *name, size_t length) {
  bl_names names = names_of(regex);
  int found = -1;
  for (uint32_t i = 0; i < names.count; i++) {
    const char *other;
    uint32_t group = group_of(&names, i, &other);
    if (strlen(other) != length || memcmp(other, name, length) != 0) continue;
    if (found < 0 || has_part(regex, group)) found = (int)group;
  }
  return found;
}

static void push_table(lua_State *L, const bl_regex *regex, const bl_search *search) {
  bl_names names = names_of(regex);
  lua_createtable(L, (int)regex->groups, (int)names.count + 1);
  for (uint32_t group = 0; group <= regex->groups; group++) {
    bl_push_capture(L, regex, search, group);
    lua_rawseti(L, -2, group);
  }
  for (uint32_t i = 0; i < names.count; i++) {
    const char *name;
    group_of(&names, i, &name);
    lua_pushstring(L, name);
    bl_push_capture(L, regex, search, (uint32_t)bl_group_named(regex, name, strlen(name)));
    lua_rawset(L, -3);
  }
}

int bl_push_captures(lua_State *L, const bl_regex *regex, const bl_search *search) {
  if (regex->has_names) {
    push_table(L, regex, search);
    return 1;
  }
  if (regex->groups == 0) {
    bl_push_capture(L, regex, search, 0);
    return 1;
  }
  luaL_checkstack(L, (int)regex->groups, "too many captures");
  for (uint32_t group = 1; group <= regex->groups; group++) {
    bl_push_capture(L, regex, search, group);
  }
  return (int)regex->groups;
}

// ---- methods

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

// Upvalues: the regex, the text, the position to go on from (nil at the end), and whether that is
// behind a match.
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
