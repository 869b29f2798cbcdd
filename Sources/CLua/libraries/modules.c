// require, and the table package. Modules are libraries, functions in package.preload, and files
// that the host finds.
#include "code/code.h"
#include "libraries/libraries.h"

enum { MOST_REQUIRING = 50 };

static char key_loaded, key_preload;

// Pushes the loader of the module whose name is at 1 to 3, and its second argument to 4.
static void push_loader(lua_State *L, bl_vm *vm) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_preload);
  lua_pushvalue(L, 1);
  if (lua_gettable(L, -2) != LUA_TNIL) {
    lua_pushliteral(L, ":preload:");
    lua_remove(L, 3);
    return;
  }
  lua_settop(L, 2);
  bl_value name, text = {.tag = BL_NIL}, path = {.tag = BL_NIL}, shown = {.tag = BL_NIL};
  bl_value_at(L, 1, &name);
  vm->L = L;
  if (vm->host.module(vm->context, &name, &text, &path, &shown) != BL_OK) bl_raise(L, vm);
  bl_note_text(vm, text.string.bytes, text.string.length);
  bl_push(L, vm, 0, &path);
  bl_push(L, vm, 0, &shown);
  lua_pushfstring(L, "@%s", lua_tostring(L, -1));
  lua_remove(L, -2);
  const char *chunk = lua_tostring(L, -1);
  if (bl_load(L, text.string.bytes, text.string.length, chunk) != LUA_OK) lua_error(L);
  bl_note_module(L, chunk);
  lua_replace(L, -2);
  lua_insert(L, -2);
}

// Stores the value on top, without popping it, as the module whose name is at 1.
static void set_module(lua_State *L) {
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_settable(L, 2);
}

static int base_require(lua_State *L) {
  bl_vm *vm = vm_of(L);
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_loaded);
  lua_pushvalue(L, 1);  // as a value, because the name may contain a zero byte
  lua_gettable(L, 2);
  if (lua_toboolean(L, 3)) return 1;
  lua_settop(L, 2);
  push_loader(L, vm);
  if (++vm->requiring > MOST_REQUIRING) {
    return luaL_error(L, "module '%s' requires itself, by way of others", name);
  }
  lua_pushvalue(L, -2);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -3);
  lua_call(L, 2, 1);
  vm->requiring--;
  if (!lua_isnil(L, -1)) set_module(L);
  lua_settop(L, 4);
  lua_pushvalue(L, 1);
  if (lua_gettable(L, 2) == LUA_TNIL) {
    lua_pushboolean(L, 1);
    lua_replace(L, 5);
    set_module(L);
  }
  lua_insert(L, 4);
  return 2;
}

// Lua looks up the names of functions for messages in LUA_LOADED_TABLE. This makes it a copy, so
// that they depend neither on scripts nor on an order that differs from run to run.
static void list_names(lua_State *L, const char *const *libraries) {
  lua_newtable(L);
  for (; *libraries; libraries++) {
    lua_newtable(L);
    lua_getglobal(L, *libraries);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      bool is_named = lua_isfunction(L, -1);
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      if (is_named) lua_rawset(L, -5);
      else lua_pop(L, 2);
    }
    lua_pop(L, 1);
    lua_setfield(L, -2, *libraries);
  }
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

// Pushes a new table, and stores it in the registry under `key`.
static void push_kept(lua_State *L, void *key) {
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void bl_open_modules(lua_State *L) {
  static const char *const libraries[] = {
      LUA_GNAME,       LUA_TABLIBNAME, LUA_STRLIBNAME, LUA_MATHLIBNAME, LUA_UTF8LIBNAME,
      LUA_COLIBNAME,   LUA_OSLIBNAME,  LUA_IOLIBNAME,  LUA_DBLIBNAME,   "json",
      LUA_LOADLIBNAME, "batch",        NULL,
  };
  lua_pushglobaltable(L);
  luaL_getsubtable(L, -1, "batch");  // filled by the host
  lua_pop(L, 2);
  lua_register(L, "require", base_require);
  lua_newtable(L);
  lua_pushliteral(L, "/\n;\n?\n!\n-\n");
  lua_setfield(L, -2, "config");
  lua_pushliteral(L, "");
  lua_setfield(L, -2, "path");
  push_kept(L, &key_preload);
  lua_setfield(L, -2, "preload");
  push_kept(L, &key_loaded);
  lua_setfield(L, -2, "loaded");
  lua_setglobal(L, LUA_LOADLIBNAME);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_loaded);
  for (int i = 0; libraries[i]; i++) {
    lua_getglobal(L, libraries[i]);
    lua_setfield(L, -2, libraries[i]);
  }
  lua_pop(L, 1);
  list_names(L, libraries);
}
