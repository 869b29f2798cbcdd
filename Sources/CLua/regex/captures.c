// Captures as Lua values.
#include "regex/regex.h"

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
