// What code reaches beyond the values that it is called with, seen in its compiled form.
#include <stdio.h>

#include "code/code.h"

typedef struct {
  const char *text;
  size_t length;
  bool is_body;
  bl_may_reach *may_reach;
  void *context;
  bl_reach *reach;
} bl_reach_search;

static void refuse(bl_reach_search *search, enum bl_reach_kind kind, bl_text name, bl_text member,
                   int line) {
  bl_reach *reach = search->reach;
  // Inner functions come first in the walk.
  if (reach->kind != BL_REACHES_NOTHING && reach->line <= line) return;
  *reach = (bl_reach){.kind = kind, .line = line};
  const char *dot = member.bytes ? "." : "";
  snprintf(reach->name, sizeof reach->name, "%.*s%s%.*s", (int)name.length,
           name.bytes ? name.bytes : "", dot, (int)member.length,
           member.bytes ? member.bytes : "");
}

// A global that the instruction before `next` puts into the register `value`: its field where that
// takes its place there at once, else the global itself.
static void look_at_read(bl_reach_search *search, const bl_code *code, bl_text name, size_t next,
                         int value, int line) {
  bl_text member = {0};
  uint32_t get = next < code->count ? bl_instruction(code, next) : 0;
  bool is_field = bl_op(get) == OP_GETFIELD && bl_b(get) == value && bl_a(get) == value;
  if (is_field) member = bl_constant(code, bl_c(get));
  if (!search->may_reach(search->context, name.bytes, name.length, member.bytes, member.length)) {
    refuse(search, BL_REACHES_NAME, name, member, line);
  }
}

// As look_at_table in globals.c: the table of globals is in a register.
static void look_at_table(bl_reach_search *search, const bl_code *code, size_t index, int line) {
  uint32_t table = bl_instruction(code, index);
  uint32_t load = index + 2 < code->count ? bl_instruction(code, index + 1) : 0;
  uint32_t get = bl_op(load) == OP_LOADK ? bl_instruction(code, index + 2) : 0;
  if (bl_op(get) == OP_GETTABLE && bl_b(get) == bl_a(table) && bl_c(get) == bl_a(load)) {
    bl_text name = bl_constant(code, bl_bx(load));
    return look_at_read(search, code, name, index + 3, bl_a(get), line);
  }
  if (bl_op(load) == OP_LOADK && !search->is_body) return;  // one is assigned
  refuse(search, BL_REACHES_GLOBALS, (bl_text){"_ENV", 4}, (bl_text){0}, line);
}

static void look_at(void *context, const bl_code *code) {
  bl_reach_search *search = context;
  bl_line_steps steps = bl_begin_lines(code);
  for (size_t i = 0; i < code->count; i++) {
    int line = bl_next_line(code, &steps, i);
    uint32_t here = bl_instruction(code, i);
    switch (bl_op(here)) {
      case OP_GETTABUP:
        if (!bl_holds_globals(code, bl_b(here))) break;
        look_at_read(search, code, bl_constant(code, bl_c(here)), i + 1, bl_a(here), line);
        break;
      case OP_SETTABUP:
        if (!search->is_body || !bl_holds_globals(code, bl_a(here))) break;
        refuse(search, BL_REACHES_GLOBAL, bl_constant(code, bl_b(here)), (bl_text){0}, line);
        break;
      case OP_SETUPVAL:
        if (!bl_holds_globals(code, bl_b(here))) break;
        refuse(search, BL_REACHES_GLOBALS, (bl_text){"_ENV", 4}, (bl_text){0}, line);
        break;
      case OP_GETUPVAL:
        if (bl_holds_globals(code, bl_b(here))) look_at_table(search, code, i, line);
    }
  }
}

static int search_body(lua_State *L) {
  bl_reach_search *search = lua_touserdata(L, 1);
  bl_text text = {(char *)search->text, search->length};
  bool is_expression;
  int status = search->is_body ? bl_load_code(L, text, "=", &is_expression)
                               : bl_load(L, text.bytes, text.length, "=");
  if (status != LUA_OK) return 0;
  size_t size;
  char *bytes = bl_push_dump(L, &size);
  search->reach->kind = BL_REACHES_NOTHING;
  if (!bl_walk_code(L, bytes, size, look_at, search)) search->reach->kind = BL_REACHES_UNKNOWN;
  return 0;
}

void bl_find_reach(const char *text, size_t length, bool is_body, bl_may_reach *may_reach,
                   void *context, bl_reach *reach) {
  *reach = (bl_reach){.kind = BL_REACHES_UNKNOWN};
  if (length > BL_MAX_SOURCE) return;
  lua_State *L = luaL_newstate();
  if (!L) return;
  bl_reach_search search = {text, length, is_body, may_reach, context, reach};
  lua_pushcfunction(L, search_body);
  lua_pushlightuserdata(L, &search);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) reach->kind = BL_REACHES_UNKNOWN;
  lua_close(L);
}
