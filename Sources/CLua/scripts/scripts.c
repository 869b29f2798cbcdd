// Loading scripts, and reading their functions and settings.
#include "scripts/scripts.h"

#include "code/code.h"

typedef struct {
  const char *text;
  size_t length;
  const char *name;
  bool entries;
  int status;
  int reference;  // the reference of an expression
} bl_source;

static const char *const entry_names[ENTRY_COUNT] = {"begin", "finish", "filter", "transform"};

bool bl_is_of_host(bl_text name) {
  static const char *const settings[] = {"stateless", "options", "columns"};
  for (int i = 0; i < ENTRY_COUNT; i++) {
    if (bl_is_text(name, entry_names[i])) return true;
  }
  for (int i = 0; i < 3; i++) {
    if (bl_is_text(name, settings[i])) return true;
  }
  return false;
}

static void check_size(lua_State *L, const bl_source *source) {
  if (source->length > BL_MAX_SOURCE) luaL_error(L, "the script is larger than 16 MiB");
}

// Stores the entry points in the table at `index`; raw access.
static void take_entries(lua_State *L, bl_vm *vm, int index) {
  for (int i = 0; i < ENTRY_COUNT; i++) {
    lua_pushstring(L, entry_names[i]);
    int type = lua_rawget(L, index);
    bool callable = type == LUA_TFUNCTION || luaL_getmetafield(L, -1, "__call") != LUA_TNIL;
    if (type == LUA_TNIL) {
      lua_pop(L, 1);
      continue;
    }
    if (!callable) {
      luaL_error(L, "'%s' must be a function, got a %s", entry_names[i], luaL_typename(L, -1));
    }
    if (type != LUA_TFUNCTION) lua_pop(L, 1);
    vm->entries[i] = luaL_ref(L, LUA_REGISTRYINDEX);
  }
}

// Pushes a field of the table at `index` or, if it has none, the global of that name; raw access.
static void push_setting(lua_State *L, int index, const char *name) {
  lua_pushstring(L, name);
  if (lua_rawget(L, index) != LUA_TNIL) return;
  lua_pop(L, 1);
  lua_pushglobaltable(L);
  lua_pushstring(L, name);
  lua_rawget(L, -2);
  lua_remove(L, -2);
}

// Pushes the function of the prelude that reads `options` and `columns`.
static void push_reader(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_rawgeti(L, -1, 0);
  lua_remove(L, -2);
}

static void take_settings(lua_State *L, int index) {
  bl_vm *vm = vm_of(L);
  push_setting(L, index, "stateless");
  if (!lua_isnil(L, -1) && !lua_isboolean(L, -1)) {
    luaL_error(L, "'stateless' takes a boolean, got a %s", luaL_typename(L, -1));
  }
  vm->is_stateless = lua_toboolean(L, -1);
  push_reader(L);
  push_setting(L, index, "options");
  push_setting(L, index, "columns");
  bool has_some = !lua_isnil(L, -2) || !lua_isnil(L, -1);
  if (has_some || vm->mentions_options) lua_call(L, 2, 0);
}

static int read_options(lua_State *L) {
  push_reader(L);
  lua_getglobal(L, "options");
  if (!lua_isnil(L, -1)) lua_call(L, 1, 0);
  return 0;
}

int bl_read_options(bl_vm *vm) { return bl_protected(vm, read_options, NULL); }
bool bl_is_stateless(bl_vm *vm) { return vm->is_stateless; }

static int run_source(lua_State *L) {
  bl_source *source = lua_touserdata(L, 1);
  check_size(L, source);
  if (bl_load(L, source->text, source->length, source->name) != LUA_OK) {
    source->status = BL_SYNTAX;
    return lua_error(L);
  }
  if (source->entries) {
    lua_pushvalue(L, -1);
    vm_of(L)->chunk = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  if (source->entries && bl_mentions(source->text, source->length, "options")) {
    vm_of(L)->mentions_options = true;
    push_reader(L);
    lua_call(L, 0, 0);
  }
  lua_call(L, 0, 1);
  if (!source->entries) return 0;
  if (lua_type(L, -1) == LUA_TNIL) {
    lua_pushglobaltable(L);
  } else if (lua_type(L, -1) != LUA_TTABLE) {
    return luaL_error(L, "the script returned a %s; expected nothing or a table of functions",
                      luaL_typename(L, -1));
  } else {
    lua_pushvalue(L, -1);
    vm_of(L)->returned = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  int table = lua_gettop(L);
  take_entries(L, vm_of(L), table);
  take_settings(L, table);
  return 0;
}

static int run(bl_vm *vm, lua_CFunction body, bl_source *source) {
  if (source->entries) bl_note_script(vm, source->text, source->length);
  int status = bl_protected(vm, body, source);
  return status == BL_ERROR && source->status ? source->status : status;
}

int bl_run(bl_vm *vm, const char *text, size_t length, const char *name, bool entries) {
  bl_source source = {text, length, name, entries, 0, LUA_NOREF};
  return run(vm, run_source, &source);
}

static int load_body(lua_State *L) {
  bl_source *source = lua_touserdata(L, 1);
  check_size(L, source);
  bl_text text = {(char *)source->text, source->length};
  if (bl_load_code(L, text, source->name, &vm_of(L)->is_expression) != LUA_OK) {
    source->status = BL_SYNTAX;
    return lua_error(L);
  }
  vm_of(L)->entries[ENTRY_TRANSFORM] = luaL_ref(L, LUA_REGISTRYINDEX);
  vm_of(L)->passes_body = true;
  return 0;
}

int bl_load_body(bl_vm *vm, const char *text, size_t length, const char *name) {
  bl_source source = {text, length, name, true, 0, LUA_NOREF};
  return run(vm, load_body, &source);
}

static int load_expression(lua_State *L) {
  bl_source *source = lua_touserdata(L, 1);
  check_size(L, source);
  bl_text text = {(char *)source->text, source->length};
  if (bl_load_after(L, "local req, body, out = ...; return ", text, source->name) != LUA_OK) {
    source->status = BL_SYNTAX;
    return lua_error(L);
  }
  lua_pushvalue(L, -1);
  luaL_unref(L, LUA_REGISTRYINDEX, vm_of(L)->chunk);
  vm_of(L)->chunk = luaL_ref(L, LUA_REGISTRYINDEX);
  source->reference = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int bl_load_expression(bl_vm *vm, const char *text, size_t length, const char *name, int *number) {
  bl_source source = {text, length, name, true, 0, LUA_NOREF};
  int status = run(vm, load_expression, &source);
  *number = source.reference;
  return status;
}

void bl_take_text(bl_vm *vm) { vm->takes_text = true; }

void bl_take_empty(bl_vm *vm) { vm->takes_empty = true; }

int64_t bl_empty_lists(bl_vm *vm) { return vm->empty_lists; }

bool bl_has_spoken(bl_vm *vm) { return vm->has_spoken; }

int bl_filtering(bl_vm *vm) {
  if (vm->entries[ENTRY_FILTER] == LUA_NOREF && !vm->is_expression) return BL_NO_FILTER;
  return vm->has_passed ? BL_PASSED : BL_NOTHING_PASSED;
}

bool bl_has_transform(bl_vm *vm) { return vm->entries[ENTRY_TRANSFORM] != LUA_NOREF; }
bool bl_has_filter(bl_vm *vm) { return vm->entries[ENTRY_FILTER] != LUA_NOREF; }

bool bl_has_hooks(bl_vm *vm) {
  return vm->entries[ENTRY_BEGIN] != LUA_NOREF || vm->entries[ENTRY_FINISH] != LUA_NOREF;
}

int bl_entry_line(bl_vm *vm) {
  lua_State *L = vm->main;
  int entry = vm->entries[bl_has_transform(vm) ? ENTRY_TRANSFORM : ENTRY_FILTER];
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, entry) != LUA_TFUNCTION) {
    lua_pop(L, 1);
    return 0;
  }
  lua_Debug function;
  lua_getinfo(L, ">S", &function);
  return function.linedefined > 0 ? function.linedefined : function.linedefined == 0;
}
