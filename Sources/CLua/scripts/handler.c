// The message handler of calls: finds the message of an error object, and the line to report.
#include <stdlib.h>

#include "scripts/scripts.h"

// Pushes field `name` of the error object at 1, without metamethods of scripts.
static void push_detail(lua_State *L, bl_vm *vm, const char *name) {
  bl_object *object = object_at(L, 1);
  lua_settop(L, 1);
  if (lua_istable(L, 1)) {
    lua_pushstring(L, name);
    lua_rawget(L, 1);
  } else if (object && shape_of(vm, object) != BL_DIGITS) {
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 1);
    bl_push_field(L, vm, name);
  } else {
    lua_pushnil(L);
  }
}

// Stores that field, if it is a string or a number.
static bool keep_detail(lua_State *L, bl_vm *vm, const char *name, bl_text *text) {
  push_detail(L, vm, name);
  size_t length;
  if (!lua_isstring(L, -1)) return false;
  const char *bytes = lua_tolstring(L, -1, &length);
  bl_keep(text, bytes, length);
  return true;
}

// Pushes a text for a table without message: its JSON, if the host can write it.
static void push_shown(lua_State *L, bl_vm *vm) {
  bl_value text = {.tag = BL_NIL};
  vm->L = L;
  if (!vm->host.show) {
    lua_pushliteral(L, "a table without 'message'");
  } else if (vm->host.show(vm->context, 1, &text) == BL_OK) {
    bl_push(L, vm, 0, &text);
  } else {
    lua_pushliteral(L, "a table that cannot be shown: ");
    lua_pushlstring(L, vm->failure.bytes ? vm->failure.bytes : "", vm->failure.length);
    lua_concat(L, 2);
  }
}

static int describe(lua_State *L) {
  bl_vm *vm = vm_of(L);
  size_t length;
  keep_detail(L, vm, "code", &vm->code);
  keep_detail(L, vm, "param", &vm->param);
  if (keep_detail(L, vm, "message", &vm->message)) return 0;
  lua_settop(L, 1);
  bool is_plain = lua_istable(L, 1) && luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL;
  if (is_plain) push_shown(L, vm);
  else bl_to_text(L, 1, NULL);
  lua_pushfstring(L, "error object: %s", lua_tostring(L, -1));
  const char *text = lua_tolstring(L, -1, &length);
  bl_keep(&vm->message, text, length);
  return 0;
}

// The length of the positions that a message begins with, such as "script.lua:5: ". The last one is
// reported: that of error's level, or that in the coroutine where the error was raised.
static size_t skip_positions(bl_vm *vm, const char *text, size_t length) {
  size_t at = 0, named = vm->named;
  while (vm->prefix[0] && length - at > named && !memcmp(text + at, vm->prefix, named)) {
    const char *digits = text + at + named, *end = digits + strspn(digits, "0123456789");
    if (end == digits || end - digits > 8 || strncmp(end, ": ", 2) != 0) break;
    vm->line = (int)strtol(digits, NULL, 10);
    at = (size_t)(end + 2 - text);
  }
  return at;
}

int bl_handle_error(lua_State *L) {
  bl_vm *vm = vm_of(L);
  if (is_over(vm)) {
    bl_mark_position(L);
    return 0;
  }
  bool has_position = bl_find_position(L, vm);
  if (lua_type(L, 1) == LUA_TSTRING) {
    size_t length;
    const char *text = lua_tolstring(L, 1, &length);
    size_t start = skip_positions(vm, text, length);
    has_position |= start > 0;
    bl_keep(&vm->message, text + start, length - start);
  } else {
    lua_pushcfunction(L, describe);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
      static const char text[] = "an error object that cannot be shown";
      bl_keep(&vm->message, text, sizeof text - 1);
    }
  }
  if (!has_position) vm->line = 0;  // that of an error that was caught
  // The parser also calls the handler if it nests too deep; load returns the message.
  lua_settop(L, 1);
  return 1;
}
