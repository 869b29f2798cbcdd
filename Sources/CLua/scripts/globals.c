// Finding names in the code of a script: globals that it reads, and what may define them.
#include "code/code.h"
#include "scripts/scripts.h"

enum { AT_GLOBALS = 2 };  // on the stack

typedef struct {
  lua_State *L;
  bl_name_found *found;
  void *context;
  size_t missing;  // reads of globals that are not there
  size_t others;   // globals that are assigned and mean nothing to the host
  bool tells;      // in the second walk
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

// Whether a value is tested as soon as it is in its register.
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

// The instruction at `index` puts the table of globals into a register: to be indexed there, where
// a function has more constants than an instruction can name, or as a value.
static void look_at_table(bl_search *search, const bl_code *code, size_t index, int line) {
  uint32_t table = bl_instruction(code, index);
  uint32_t load = index + 2 < code->count ? bl_instruction(code, index + 1) : 0;
  if (bl_op(load) != OP_LOADK) {
    return tell(search, BL_ENVIRONMENT, (bl_text){"_ENV", 4}, line);
  }
  uint32_t get = bl_instruction(code, index + 2);
  bl_text name = bl_constant(code, bl_bx(load));
  if (bl_op(get) == OP_GETTABLE && bl_b(get) == bl_a(table) && bl_c(get) == bl_a(load)) {
    look_at_read(search, name, line, is_tested(code, index + 3, bl_a(get)));
  } else {
    tell(search, BL_WRITTEN, name, line);
  }
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

static void look_at(void *context, const bl_code *code) {
  bl_search *search = context;
  bl_line_steps steps = bl_begin_lines(code);
  for (size_t i = 0; i < code->count; i++) {
    int line = bl_next_line(code, &steps, i);
    uint32_t here = bl_instruction(code, i);
    switch (bl_op(here)) {
      case OP_GETTABUP:
        if (bl_holds_globals(code, bl_b(here))) {
          bool tested = is_tested(code, i + 1, bl_a(here));
          look_at_read(search, bl_constant(code, bl_c(here)), line, tested);
          break;
        }  // fall through
      case OP_GETFIELD:
      case OP_SELF:
        if (search->tells) tell(search, BL_USED, bl_constant(code, bl_c(here)), line);
        break;
      case OP_SETTABUP:
        if (bl_holds_globals(code, bl_a(here))) {
          look_at_write(search, code, i, line);
          break;
        }  // fall through
      case OP_SETFIELD:
        if (search->tells) tell(search, BL_FIELD_WRITTEN, bl_constant(code, bl_b(here)), line);
        break;
      case OP_GETUPVAL:
        if (bl_holds_globals(code, bl_b(here))) look_at_table(search, code, i, line);
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
