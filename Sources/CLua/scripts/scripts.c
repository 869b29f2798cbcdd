// Loading scripts, code and expressions.
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

static void check_size(lua_State *L, const bl_source *source) {
  if (source->length > BL_MAX_SOURCE) luaL_error(L, "the script is larger than 16 MiB");
}

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
    bl_push_reader(L);
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
  bl_take_entries(L, table);
  bl_take_settings(L, table);
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
