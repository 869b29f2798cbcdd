// regex:gsub, like string.gsub.
#include "regex/regex.h"

enum { REGEX = 1, TEXT, REPLACEMENT };

static uint32_t check_group(lua_State *L, const bl_regex *regex, int group) {
  // As in Lua, %1 is the whole match of a pattern without captures.
  if (group == 1 && regex->groups == 0) return 0;
  if (group < 0 || (uint32_t)group > regex->groups) {
    luaL_error(L, "the replacement names a group that the regex does not have; it has %d",
               (int)regex->groups);
  }
  return (uint32_t)group;
}

// The group of %{name} or %{12}, given the text in braces.
static uint32_t group_in_braces(lua_State *L, const bl_regex *regex, const char *name,
                                size_t length) {
  int group = 0;
  for (size_t i = 0; i < length; i++) {
    if (name[i] < '0' || name[i] > '9' || group > 65535) {
      return check_group(L, regex, bl_group_named(regex, name, length));
    }
    group = group * 10 + (name[i] - '0');
  }
  return check_group(L, regex, length ? group : -1);
}

static void add_group(luaL_Buffer *buffer, const bl_regex *regex, const bl_search *search,
                      uint32_t group) {
  const size_t *offsets = pcre2_get_ovector_pointer(regex->found) + 2 * group;
  if (offsets[0] == PCRE2_UNSET || offsets[1] < offsets[0]) return;
  luaL_addlstring(buffer, search->bytes + offsets[0], offsets[1] - offsets[0]);
}

// Adds the replacement text, in which %0 to %9 and %{name} are captures, and %% is a percent sign.
static void add_text(lua_State *L, luaL_Buffer *buffer, const bl_regex *regex,
                     const bl_search *search) {
  size_t length;
  const char *text = lua_tolstring(L, REPLACEMENT, &length), *end = text + length;
  for (const char *sign; (sign = memchr(text, '%', (size_t)(end - text))); ) {
    luaL_addlstring(buffer, text, (size_t)(sign - text));
    text = sign + 2;
    char what = text <= end ? sign[1] : 0;
    if (what == '%') {
      luaL_addchar(buffer, '%');
    } else if (what >= '0' && what <= '9') {
      add_group(buffer, regex, search, check_group(L, regex, what - '0'));
    } else {
      const char *close = what == '{' ? memchr(text, '}', (size_t)(end - text)) : NULL;
      if (!close) luaL_error(L, "invalid use of '%%' in the replacement: %%%% stands for itself");
      uint32_t group = group_in_braces(L, regex, text, (size_t)(close - text));
      add_group(buffer, regex, search, group);
      text = close + 1;
    }
  }
  luaL_addlstring(buffer, text, (size_t)(end - text));
}

// Adds the replacement from a table or function; with nil or false, the match itself.
static void add_value(lua_State *L, luaL_Buffer *buffer, const bl_regex *regex,
                      const bl_search *search) {
  if (lua_type(L, REPLACEMENT) == LUA_TFUNCTION) {
    lua_pushvalue(L, REPLACEMENT);
    lua_call(L, bl_push_captures(L, regex, search), 1);
  } else {
    bl_push_capture(L, regex, search, regex->groups > 0);
    lua_gettable(L, REPLACEMENT);
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(buffer, search->bytes + search->start, search->stop - search->start);
  } else if (lua_isstring(L, -1)) {
    luaL_addvalue(buffer);
  } else {
    luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  }
}

int bl_regex_gsub(lua_State *L) {
  bl_regex *regex = bl_check_regex(L);
  luaL_checkstring(L, TEXT);
  int type = lua_type(L, REPLACEMENT);
  bool is_text = type == LUA_TSTRING || type == LUA_TNUMBER;
  luaL_argexpected(L, is_text || type == LUA_TFUNCTION || type == LUA_TTABLE, REPLACEMENT,
                   "string/function/table");
  lua_Integer most = luaL_optinteger(L, 4, LUA_MAXINTEGER), count = 0;
  lua_settop(L, REPLACEMENT);
  bl_search search = bl_begin_search(L, 4);
  size_t from = 0;
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  while (count < most && bl_find_match(L, regex, &search)) {
    count++;
    luaL_addlstring(&buffer, search.bytes + from, search.start - from);
    from = search.stop;
    if (is_text) add_text(L, &buffer, regex, &search);
    else add_value(L, &buffer, regex, &search);
  }
  if (count == 0) {
    lua_pushvalue(L, TEXT);
  } else {
    luaL_addlstring(&buffer, search.bytes + from, search.length - from);
    luaL_pushresult(&buffer);
  }
  lua_pushinteger(L, count);
  return 2;
}
