// batch.regex: PCRE2's patterns as userdata.
#include "regex/regex.h"

static char key_cache;

static uint32_t options_of(lua_State *L, const char *flags, size_t length) {
  uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  for (size_t i = 0; i < length; i++) {
    switch (flags[i]) {
      case 'i': options |= PCRE2_CASELESS; break;
      case 'm': options |= PCRE2_MULTILINE; break;
      case 's': options |= PCRE2_DOTALL; break;
      case 'x': options |= PCRE2_EXTENDED; break;
      case 'a': options &= ~(uint32_t)PCRE2_UCP; break;
      default:
        luaL_error(L, "batch.regex: there is no flag in '%s' at byte %d; it takes i (letters of "
                      "any case), m (^ and $ at each line), s (. takes line ends), x (blanks and "
                      "comments), a (\\w, \\d, \\s and \\b of ASCII only)", flags, (int)i + 1);
    }
  }
  return options;
}

static int fail_compiling(lua_State *L, int error, size_t offset) {
  char text[256];
  pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof text);
  return luaL_error(L, "batch.regex: %s, at byte offset %I of the pattern '%s'", text,
                    (lua_Integer)offset, bl_push_pattern(L, -1));
}

// Compiles the regex on top.
static void compile(lua_State *L, bl_regexes *all, bl_regex *regex) {
  size_t length, flags_length;
  const char *pattern = lua_tolstring(L, 1, &length);
  const char *flags = lua_tolstring(L, 2, &flags_length);
  uint32_t options = options_of(L, flags, flags_length);
  if (vm_of(L)->watch) options |= PCRE2_AUTO_CALLOUT;
  int turns = 0;
  while (!regex->found) {
    int error = PCRE2_ERROR_NOMEMORY;
    size_t offset = 0;
    if (!regex->code) {
      regex->code =
          pcre2_compile((PCRE2_SPTR)pattern, length, options, &error, &offset, all->compiling);
    }
    if (regex->code) {
      regex->found = pcre2_match_data_create_from_pattern(regex->code, all->memory);
    } else if (error != PCRE2_ERROR_NOMEMORY && error != PCRE2_ERROR_HEAP_FAILED) {
      fail_compiling(L, error, offset);
    }
    if (!regex->found) bl_collect_for_regex(L, &turns);
  }
  uint32_t names;
  pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
  pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &names);
  regex->has_names = names > 0;
}

// Pushes the cached regex for the text on top, or nil.
static bool push_known(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key_cache) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "v");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key_cache);
  }
  lua_pushvalue(L, -2);
  return lua_rawget(L, -2) != LUA_TNIL;
}

// batch.regex(pattern, flags)
static int batch_regex(lua_State *L) {
  lua_settop(L, 2);
  for (int i = 1; i <= 2; i++) {
    if (lua_type(L, i) == LUA_TSTRING || (i == 2 && lua_isnil(L, i))) continue;
    luaL_error(L, "batch.regex takes a pattern and flags as strings, got %s",
               bl_type_name(L, i));
  }
  if (lua_isnil(L, 2)) {
    lua_pushliteral(L, "");
    lua_replace(L, 2);
  }
  lua_pushvalue(L, 2);
  lua_pushliteral(L, "/");
  lua_pushvalue(L, 1);
  lua_concat(L, 3);
  if (push_known(L)) return 1;
  lua_pop(L, 1);
  bl_regexes *all = bl_shared_regexes(L);
  bl_regex *regex = lua_newuserdatauv(L, sizeof *regex, 2);
  *regex = (bl_regex){.numbered = {BL_REGEX_MAGIC, 0, ++vm_of(L)->made}};
  luaL_setmetatable(L, BL_REGEX_NAME);
  for (int i = 1; i <= 2; i++) {
    lua_pushvalue(L, i);
    lua_setiuservalue(L, -2, i);
  }
  compile(L, all, regex);
  // The key is at 3, the cache at 4.
  lua_pushvalue(L, 3);
  lua_pushvalue(L, 5);
  lua_rawset(L, 4);
  size_t bytes = 0;
  pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &bytes);
  lua_gc(L, LUA_GCSTEP, (int)(bytes >> 10) + 1);  // accounts for memory outside of Lua
  return 1;
}

static int regex_gc(lua_State *L) {
  bl_regex *regex = lua_touserdata(L, 1);
  pcre2_match_data_free(regex->found);
  pcre2_code_free(regex->code);
  regex->found = NULL;
  regex->code = NULL;
  return 0;
}

static int regex_text(lua_State *L) {
  bl_check_regex(L);
  lua_getiuservalue(L, 1, 1);
  lua_getiuservalue(L, 1, 2);
  lua_pushfstring(L, "batch.regex /%s/%s", lua_tostring(L, -2), lua_tostring(L, -1));
  return 1;
}

void bl_open_regexes(lua_State *L) {
  static const luaL_Reg metamethods[] = {
      {"__gc", regex_gc}, {"__tostring", regex_text}, {NULL, NULL}};
  luaL_newmetatable(L, BL_REGEX_NAME);
  luaL_setfuncs(L, metamethods, 0);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  bl_push_regex_methods(L);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushglobaltable(L);
  luaL_getsubtable(L, -1, "batch");
  lua_pushcfunction(L, batch_regex);
  lua_setfield(L, -2, "regex");
  lua_pop(L, 2);
}
