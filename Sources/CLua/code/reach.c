// Static analysis of bytecode: what code accesses beyond its arguments.
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

typedef struct {
  char text[sizeof((bl_reach *)0)->name];
} bl_path;

// Records a violation. `name` is a global, with fields that are read from it: "batch.current.file".
static void refuse(bl_reach_search *search, enum bl_reach_kind kind, const char *name, int line) {
  bl_reach *reach = search->reach;
  // Inner functions are visited first, so a later visit may find an earlier line.
  if (reach->kind != BL_REACHES_NOTHING && reach->line <= line) return;
  *reach = (bl_reach){.kind = kind, .line = line};
  snprintf(reach->name, sizeof reach->name, "%s", name);
}

static void append(bl_path *path, bl_text name) {
  size_t length = strlen(path->text);
  snprintf(path->text + length, sizeof path->text - length, "%s%.*s", length ? "." : "",
           (int)name.length, name.bytes ? name.bytes : "?");
}

// Checks a global that is read, with the fields that the next instructions read from it into the
// same register.
static void look_at_read(bl_reach_search *search, const bl_code *code, const bl_global *global,
                         int line) {
  bl_path path = {""};
  append(&path, global->name);
  for (size_t next = global->next; next < code->count; next++) {
    uint32_t get = bl_instruction(code, next);
    if (bl_op(get) != OP_GETFIELD || bl_b(get) != global->value || bl_a(get) != global->value) break;
    append(&path, bl_constant(code, bl_c(get)));
  }
  if (!search->may_reach(search->context, path.text)) {
    refuse(search, BL_REACHES_NAME, path.text, line);
  }
}

static void look_at(void *context, const bl_code *code) {
  bl_reach_search *search = context;
  bl_line_steps steps = bl_begin_lines(code);
  for (size_t i = 0; i < code->count; i++) {
    int line = bl_next_line(code, &steps, i);
    bl_global global = bl_global_at(code, i);
    bl_path path = {""};
    append(&path, global.name);
    switch (global.kind) {
      case BL_NO_GLOBAL: break;
      case BL_READS_GLOBAL: look_at_read(search, code, &global, line); break;
      case BL_WRITES_GLOBAL:
        if (search->is_body) refuse(search, BL_REACHES_GLOBAL, path.text, line);
        break;
      case BL_TAKES_GLOBALS:
      case BL_SETS_GLOBALS: refuse(search, BL_REACHES_GLOBALS, "_ENV", line); break;
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
