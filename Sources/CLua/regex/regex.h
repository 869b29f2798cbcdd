// batch.regex: PCRE2's patterns as userdata.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "objects/objects.h"

// A compiled pattern as Lua holds it: a userdata, whose user values are its pattern and its flags.
typedef struct {
  bl_numbered numbered;  // in the order in which regexes, tables and functions were made
  uint32_t groups;       // captures
  bool has_names;        // whether some of them have one
  pcre2_code *code;
  pcre2_match_data *found;  // of the last match; the next one overwrites it
} bl_regex;

void bl_open_regexes(lua_State *L);
void bl_close_regexes(bl_vm *vm);  // when the state is closed
void bl_push_regex_methods(lua_State *L);

// What the metatable of regexes is known by.
#define BL_REGEX_NAME "batch.regex"
// The regex at stack position 1.
bl_regex *bl_check_regex(lua_State *L);

// What all of a state share.
struct bl_regexes {
  pcre2_general_context *memory;
  pcre2_compile_context *compiling;
  pcre2_match_context *matching;
};
// A fraction of a second, and what a repeated group takes in some 200 KB of text.
enum { MOST_STEPS = 5000000, MOST_KILOBYTES = 64 << 10 };

bl_regexes *bl_shared_regexes(lua_State *L);
// Memory was refused: what is garbage goes, and the call is to be tried once more; a second refusal
// is the end of the run.
void bl_collect_for_regex(lua_State *L, int *turns);
// Pushes the beginning of the pattern of the regex at a stack position, for messages.
const char *bl_push_pattern(lua_State *L, int regex);

// A text that is being searched. It must stay on the stack: borrowed.
typedef struct {
  const char *bytes;
  size_t length;
  size_t at;           // where the next match is looked for
  bool is_going_on;    // behind a match, where an empty one does not count
  size_t start, stop;  // of the match
} bl_search;

// Begins at argument `init` of a call with the regex and the text, as string.find does.
bl_search bl_begin_search(lua_State *L, int init);
// Finds the next match; false when there is none.
bool bl_find_match(lua_State *L, bl_regex *regex, bl_search *search);

// Pushes what a match gives: its captures, the whole of it when the pattern has none, or one table
// when some of them have names. Returns how many values.
int bl_push_captures(lua_State *L, const bl_regex *regex, const bl_search *search);
// Pushes a capture, 0 for the whole match; false when the group had no part in it.
void bl_push_capture(lua_State *L, const bl_regex *regex, const bl_search *search, uint32_t group);
// The number of a group by its name, of several with that name the one that had a part in the
// match; -1 when there is none.
int bl_group_named(const bl_regex *regex, const char *name, size_t length);

int bl_regex_gsub(lua_State *L);
