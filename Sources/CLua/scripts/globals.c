// Finding names in the bytecode of a script: globals that it reads, and definitions of them.
#include "code/code.h"
#include "scripts/scripts.h"

enum { AT_GLOBALS = 2 };  // on the stack

typedef struct {
  lua_State *L;
  bl_name_found *found;
  void *context;
  size_t missing;  // the number of reads of undefined globals
  size_t others;   // the number of assignments to globals that the host does not use
  bool tells;      // whether names are reported: in the second pass
} bl_search;

static void tell(const bl_search *search, enum bl_use use, bl_text name, int line) {
  if (search->tells && name.bytes) {
    search->found(search->context, use, name.bytes, name.length, line);
  }
}

static bool is_there(lua_State *L, bl_text name) {
  lua_pushlstring(L, name.bytes, name.length);
  bool is_there = lua_rawget(L, AT_GLOBALS) != LUA_TNIL;
  lua_pop(L, 1);
  return is_there;
}

// Whether the next instructions only test a value.
static bool is_tested(const bl_code *code, size_t next, int value) {
  if (next >= code->count) return false;
  uint32_t test = bl_instruction(code, next);
  return (bl_op(test) == OP_TEST && bl_a(test) == value) ||
         (bl_op(test) == OP_TESTSET && bl_b(test) == value);
}

static void look_at_read(bl_search *search, bl_text name, int line, bool is_tested) {
  if (!name.bytes) return;
  if (bl_is_text(name, "_G")) tell(search, BL_ENVIRONMENT, name, line);
  if (bl_is_text(name, "require") || bl_is_text(name, "load")) tell(search, BL_LOADS, name, line);
  if (is_there(search->L, name)) return tell(search, BL_USED, name, line);
  search->missing++;
  tell(search, is_tested ? BL_TESTED : BL_READ, name, line);
}

static void look_at_write(bl_search *search, const bl_code *code, size_t index, int line) {
  uint32_t here = bl_instruction(code, index), before = index ? bl_instruction(code, index - 1) : 0;
  bool is_function = bl_op(before) == OP_CLOSURE && bl_a(before) == bl_c(here);
  bl_text name = bl_constant(code, bl_b(here));
  search->others += !bl_is_of_host(name);
  tell(search, is_function ? BL_FUNCTION_WRITTEN : BL_WRITTEN, name, line);
  if (code->outer) tell(search, BL_WRITTEN_INSIDE, name, line);
}

static void look_at_names(const bl_search *search, const bl_code *code) {
  bl_dump variables = code->variables;
  for (size_t i = 0; i < code->variable_count; i++) {
    bl_text name = bl_take_string(&variables);
    bl_take_size(&variables);
    bl_take_size(&variables);
    if (name.length && name.bytes[0] != '(') tell(search, BL_LOCAL, name, 0);
  }
  for (size_t i = 0; i < code->constant_count; i++) {
    tell(search, BL_LITERAL, bl_constant(code, i), 0);
  }
}

static void look_at_field(const bl_search *search, const bl_code *code, uint32_t here, int line) {
  switch (bl_op(here)) {
    case OP_GETTABUP:
    case OP_GETFIELD:
    case OP_SELF: return tell(search, BL_USED, bl_constant(code, bl_c(here)), line);
    case OP_SETTABUP:
    case OP_SETFIELD: return tell(search, BL_FIELD_WRITTEN, bl_constant(code, bl_b(here)), line);
  }
}

static void look_at(void *context, const bl_code *code) {
  bl_search *search = context;
  bl_line_steps steps = bl_begin_lines(code);
  for (size_t i = 0; i < code->count; i++) {
    int line = bl_next_line(code, &steps, i);
    bl_global global = bl_global_at(code, i);
    switch (global.kind) {
      case BL_NO_GLOBAL:
        if (search->tells) look_at_field(search, code, bl_instruction(code, i), line);
        break;
      case BL_READS_GLOBAL:
        look_at_read(search, global.name, line, is_tested(code, global.next, global.value));
        break;
      case BL_WRITES_GLOBAL: look_at_write(search, code, i, line); break;
      case BL_TAKES_GLOBALS:
        if (global.name.bytes) tell(search, BL_WRITTEN, global.name, line);
        else tell(search, BL_ENVIRONMENT, (bl_text){"_ENV", 4}, line);
        break;
      case BL_SETS_GLOBALS: break;
    }
  }
  if (search->tells) look_at_names(search, code);
}

static void tell_keys(const bl_search *search, int table, enum bl_use use) {
  lua_State *L = search->L;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    if (lua_type(L, -2) == LUA_TSTRING) {
      size_t length;
      const char *name = lua_tolstring(L, -2, &length);
      search->found(search->context, use, name, length, 0);
      bool is_library = use == BL_GLOBAL && lua_istable(L, -1) && strcmp(name, "_G") != 0;
      if (is_library) tell_keys(search, lua_gettop(L), BL_MEMBER);
    }
    lua_pop(L, 1);
  }
}

static int search_body(lua_State *L) {
  bl_search *search = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  search->L = L;
  lua_pushglobaltable(L);
  if (luaL_getmetafield(L, AT_GLOBALS, "__index") != LUA_TNIL) return 0;
  int code = vm->passes_body ? vm->entries[ENTRY_TRANSFORM] : vm->chunk;
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, code) != LUA_TFUNCTION) return 0;
  size_t size;
  char *bytes = bl_push_dump(L, &size);
  bool is_read = bl_walk_code(L, bytes, size, look_at, search);
  bool returns = vm->returned != LUA_NOREF;
  bool is_idle = !bl_has_transform(vm) && !bl_has_filter(vm);
  bool is_plain = !search->missing && !search->others && !returns && !is_idle;
  if (!is_read || (is_plain && !vm->passes_body)) return 0;
  search->tells = true;
  bl_walk_code(L, bytes, size, look_at, search);
  luaL_checkstack(L, 16, NULL);
  if (returns) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, vm->returned);
    tell_keys(search, lua_gettop(L), BL_RETURNED);
    lua_pop(L, 1);
  }
  if (search->missing) tell_keys(search, AT_GLOBALS, BL_GLOBAL);
  return 0;
}

int bl_find_names(bl_vm *vm, bl_name_found *found, void *context) {
  bl_search search = {.found = found, .context = context};
  int status = bl_protected(vm, search_body, &search);
  luaL_unref(vm->main, LUA_REGISTRYINDEX, vm->chunk);
  luaL_unref(vm->main, LUA_REGISTRYINDEX, vm->returned);
  vm->chunk = vm->returned = LUA_NOREF;
  return status;
}
