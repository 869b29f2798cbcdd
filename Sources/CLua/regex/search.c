// Searching for the matches of a regex.
#include "regex/regex.h"

bl_regex *bl_check_regex(lua_State *L) {
  bl_regex *regex = luaL_testudata(L, 1, BL_REGEX_NAME);
  if (!regex || !regex->code) {
    luaL_error(L, "a method of a regex is called with a colon: regex:match(text)");
  }
  return regex;
}

// Pushes the beginning of the pattern, for messages. The regex is at 1, or on top while it is made.
const char *bl_push_pattern(lua_State *L, int regex) {
  enum { SHOWN = 80 };
  size_t length;
  lua_getiuservalue(L, regex, 1);
  const char *pattern = lua_tolstring(L, -1, &length);
  if (length <= SHOWN) return pattern;
  length = SHOWN;
  while ((pattern[length] & 0xC0) == 0x80) length--;
  lua_pushlstring(L, pattern, length);
  return lua_pushfstring(L, "%s...", lua_tostring(L, -1));
}

static int fail_matching(lua_State *L, bl_regex *regex, int error) {
  const char *pattern = bl_push_pattern(L, 1);
  lua_Integer at = (lua_Integer)pcre2_get_startchar(regex->found) + 1;
  if (error <= PCRE2_ERROR_UTF8_ERR1 && error >= PCRE2_ERROR_UTF8_ERR21) {
    return luaL_error(L, "the text is not valid UTF-8 at byte %I; a regex takes UTF-8 only", at);
  }
  char text[256];
  switch (error) {
    case PCRE2_ERROR_BADUTFOFFSET:
      return luaL_error(L, "the search begins inside a character");
    case PCRE2_ERROR_MATCHLIMIT:
      return luaL_error(L, "the regex '%s' takes more than %d steps in this text: its repeats can "
                           "share it in too many ways", pattern, MOST_STEPS);
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
      return luaL_error(L, "the regex '%s' takes more than %d MiB in this text; repeats that give "
                           "nothing back, such as (?>...)*+, take none", pattern,
                        MOST_KILOBYTES >> 10);
    default:
      pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof text);
      return luaL_error(L, "the regex '%s' failed: %s", pattern, text);
  }
}

bl_search bl_begin_search(lua_State *L, int init) {
  bl_search search = {0};
  search.bytes = luaL_checklstring(L, 2, &search.length);
  lua_Integer first = luaL_optinteger(L, init, 1), length = (lua_Integer)search.length;
  if (first < 0) first = first < -length ? 1 : length + first + 1;
  if (first == 0) first = 1;
  search.at = first > length ? first == length + 1 ? search.length : search.length + 1
                             : (size_t)first - 1;
  return search;
}

// The memory that is reused by the next match; more is freed at once.
enum { MOST_KEPT = 1 << 20 };

static void give_back(bl_vm *vm, bl_regex *regex) {
  pcre2_match_data *smaller =
      pcre2_match_data_create_from_pattern(regex->code, vm->regexes->memory);
  if (!smaller) {
    vm->refusals = 0;  // nothing is lost
    return;
  }
  memcpy(pcre2_get_ovector_pointer(smaller), pcre2_get_ovector_pointer(regex->found),
         2 * sizeof(size_t) * pcre2_get_ovector_count(smaller));
  pcre2_match_data_free(regex->found);
  regex->found = smaller;
}

bool bl_find_match(lua_State *L, bl_regex *regex, bl_search *search) {
  if (search->at > search->length) return false;
  bl_check_time(L);
  // A text that was searched before is known to be UTF-8.
  uint32_t options = search->is_going_on ? PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY_ATSTART : 0;
  bl_vm *vm = vm_of(L);
  size_t used = vm->used;
  int turns = 0, count;
  while ((count = pcre2_match(regex->code, (PCRE2_SPTR)search->bytes, search->length, search->at,
                              options, regex->found, vm->regexes->matching)) ==
         PCRE2_ERROR_NOMEMORY) {
    bl_collect_for_regex(L, &turns);
    used = vm->used;
  }
  if (vm->used > used + MOST_KEPT) give_back(vm, regex);
  if (count == PCRE2_ERROR_NOMATCH) return false;
  bl_check_time(L);
  if (count < 0) fail_matching(L, regex, count);
  const size_t *offsets = pcre2_get_ovector_pointer(regex->found);
  if (offsets[0] < search->at || offsets[1] < offsets[0]) {
    luaL_error(L, "the regex '%s' ends before it begins: \\K stands where it cannot",
               bl_push_pattern(L, 1));
  }
  search->start = offsets[0];
  search->stop = offsets[1];
  search->at = search->stop;
  search->is_going_on = true;
  return true;
}

