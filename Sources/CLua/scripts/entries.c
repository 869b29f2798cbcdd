// The entry points and settings of a script, and what they have done so far.
#include "scripts/scripts.h"

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

void bl_take_entries(lua_State *L, int index) {
  bl_vm *vm = vm_of(L);
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

void bl_push_reader(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_rawgeti(L, -1, 0);
  lua_remove(L, -2);
}

void bl_take_settings(lua_State *L, int index) {
  bl_vm *vm = vm_of(L);
  push_setting(L, index, "stateless");
  if (!lua_isnil(L, -1) && !lua_isboolean(L, -1)) {
    luaL_error(L, "'stateless' takes a boolean, got a %s", luaL_typename(L, -1));
  }
  vm->is_stateless = lua_toboolean(L, -1);
  bl_push_reader(L);
  push_setting(L, index, "options");
  push_setting(L, index, "columns");
  bool has_some = !lua_isnil(L, -2) || !lua_isnil(L, -1);
  if (has_some || vm->mentions_options) lua_call(L, 2, 0);
}

static int read_options(lua_State *L) {
  bl_push_reader(L);
  lua_getglobal(L, "options");
  if (!lua_isnil(L, -1)) lua_call(L, 1, 0);
  return 0;
}

int bl_read_options(bl_vm *vm) { return bl_protected(vm, read_options, NULL); }
bool bl_is_stateless(bl_vm *vm) { return vm->is_stateless; }

void bl_take_text(bl_vm *vm) { vm->takes_text = true; }

void bl_take_empty(bl_vm *vm) { vm->takes_empty = true; }

int64_t bl_empty_lists(bl_vm *vm) { return vm->empty_lists; }

bool bl_has_printed(bl_vm *vm) { return vm->has_printed; }

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
