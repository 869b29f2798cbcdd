// batch.regex: PCRE2's patterns as userdata.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "objects/objects.h"

// A compiled pattern: a userdata whose user values are the pattern and the flags.
typedef struct {
  bl_numbered numbered;  // in the order of creation, with tables and functions
  uint32_t groups;       // the number of captures
  bool has_names;        // whether some captures have names
  pcre2_code *code;
  pcre2_match_data *found;  // of the last match; the next one overwrites it
} bl_regex;

void bl_open_regexes(lua_State *L);
void bl_close_regexes(bl_vm *vm);  // when the state is closed
void bl_push_regex_methods(lua_State *L);

// The name of the metatable of regexes.
#define BL_REGEX_NAME "batch.regex"
// The regex at stack position 1.
bl_regex *bl_check_regex(lua_State *L);

// The data that all regexes of a state share.
struct bl_regexes {
  pcre2_general_context *memory;
  pcre2_compile_context *compiling;
  pcre2_match_context *matching;
};
// Steps for a fraction of a second, and memory for a repeated group in some 200 KB of text.
enum { MOST_STEPS = 5000000, MOST_KILOBYTES = 64 << 10 };

bl_regexes *bl_shared_regexes(lua_State *L);
// To be called if memory was refused: collects garbage, so that the call can be tried again; raises
// at the second refusal.
void bl_collect_for_regex(lua_State *L, int *turns);
// Pushes the beginning of the pattern of the regex at a stack position, for messages.
const char *bl_push_pattern(lua_State *L, int regex);

// The state of a search. The text is borrowed, and must stay on the stack.
typedef struct {
  const char *bytes;
  size_t length;
  size_t at;           // the offset where the search for the next match begins
  bool is_going_on;    // whether `at` is behind a match, where an empty match does not count
  size_t start, stop;  // the range of the match
} bl_search;

// Begins a search at argument `init` of a call with the regex and the text, like string.find.
bl_search bl_begin_search(lua_State *L, int init);
// Finds the next match; false if there is none.
bool bl_find_match(lua_State *L, bl_regex *regex, bl_search *search);

// Pushes the results of a match: its captures, the whole match if the pattern has none, or one
// table if some captures have names. Returns the number of values.
int bl_push_captures(lua_State *L, const bl_regex *regex, const bl_search *search);
// Pushes a capture, 0 for the whole match; false if the group did not participate.
void bl_push_capture(lua_State *L, const bl_regex *regex, const bl_search *search, uint32_t group);
// The number of the group with a name; of several, the one that participated in the match; -1 if
// there is none.
int bl_group_named(const bl_regex *regex, const char *name, size_t length);

int bl_regex_gsub(lua_State *L);
