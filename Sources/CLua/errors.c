// Errors: what ended a call, where in the script, and how it reads.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void bl_keep(bl_text *text, const char *bytes, size_t length) {
  if (length > BL_MAX_MESSAGE) length = BL_MAX_MESSAGE;
  char *copy = realloc(text->bytes, length + 1);
  if (!copy) {
    text->length = 0;
    return;
  }
  memcpy(copy, bytes, length);
  copy[length] = 0;
  text->bytes = copy;
  text->length = length;
}

// Lua goes to a frame from the innermost one: to look at all of a runaway recursion would take
// minutes, so that only its ends are looked at.
enum { INNERMOST = 1000, OUTERMOST = 100 };

static int count_frames(lua_State *L) {
  lua_Debug frame;
  int low = 0, high = 1;
  for (; lua_getstack(L, high, &frame); high *= 2) low = high;
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (lua_getstack(L, middle, &frame)) low = middle;
    else high = middle;
  }
  return high;
}

bool bl_innermost_line(lua_State *L, lua_Debug *frame) {
  for (int level = 0; lua_getstack(L, level, frame); level++) {
    if (level == INNERMOST) {
      int last = count_frames(L) - OUTERMOST;
      if (last > level) level = last;
      if (!lua_getstack(L, level, frame)) return false;
    }
    if (!lua_getinfo(L, "Sl", frame) || frame->currentline <= 0) continue;
    if (*frame->source == '@') return true;  // not the host's own code, or text given to load
  }
  return false;
}

// Whether the thread runs a line of a script, which then is the place.
static bool find_place(lua_State *L, bl_vm *vm) {
  lua_Debug frame;
  if (!bl_innermost_line(L, &frame)) return false;
  vm->line = frame.currentline;
  bl_keep(&vm->source, frame.source + 1, frame.srclen ? frame.srclen - 1 : 0);
  snprintf(vm->prefix, sizeof vm->prefix, "%s:%d: ", frame.short_src, frame.currentline);
  vm->named = strlen(frame.short_src) + 1;
  return true;
}

void bl_mark_place(lua_State *L) {
  bl_vm *vm = vm_of(L);
  if (vm->is_placed) return;
  if (!find_place(L, vm)) vm->line = 0;
  vm->is_placed = true;
}

int bl_raise(lua_State *L, bl_vm *vm) {
  lua_pushstring(L, find_place(L, vm) ? vm->prefix : "");
  lua_pushlstring(L, vm->failure.bytes ? vm->failure.bytes : "", vm->failure.length);
  lua_concat(L, 2);
  return lua_error(L);
}

void bl_fail(bl_vm *vm, const char *message, size_t length) {
  bl_keep(&vm->failure, message, length);
}

// Pushes field `name` of the object on top, of the owner at 2, or nil where it has none.
void bl_push_field(lua_State *L, bl_vm *vm, const char *name) {
  bl_object *object = object_at(L, -1);
  bl_value key = {.tag = BL_STRING}, result = {.tag = BL_NIL};
  key.string.bytes = name;
  key.string.length = strlen(name);
  vm->L = L;
  if (object && vm->host.index(vm->context, object, &key, &result) != BL_OK) result.tag = BL_NIL;
  bl_push(L, vm, 2, &result);
}

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

// Keeps that field when it is a text or a number.
static bool keep_detail(lua_State *L, bl_vm *vm, const char *name, bl_text *text) {
  push_detail(L, vm, name);
  size_t length;
  if (!lua_isstring(L, -1)) return false;
  const char *bytes = lua_tolstring(L, -1, &length);
  bl_keep(text, bytes, length);
  return true;
}

// Pushes what a table without message looks like: its JSON text, when the host makes such.
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

// The length of the places that a message begins with, such as "script.lua:5: ". The last of them
// is the line to blame: that of error's level, or in the coroutine where the error was raised.
static size_t skip_places(bl_vm *vm, const char *text, size_t length) {
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
    bl_mark_place(L);
    return 0;
  }
  bool has_place = find_place(L, vm);
  if (lua_type(L, 1) == LUA_TSTRING) {
    size_t length;
    const char *text = lua_tolstring(L, 1, &length);
    size_t start = skip_places(vm, text, length);
    has_place |= start > 0;
    bl_keep(&vm->message, text + start, length - start);
  } else {
    lua_pushcfunction(L, describe);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
      static const char text[] = "an error object that cannot be shown";
      bl_keep(&vm->message, text, sizeof text - 1);
    }
  }
  if (!has_place) vm->line = 0;  // that of an error that was caught
  // The parser calls the handler too when it nests too deep, for load to return the message.
  lua_settop(L, 1);
  return 1;
}

bl_error bl_last_error(bl_vm *vm) {
  bl_error error = {
      .message = vm->message.length ? vm->message.bytes : "",
      .length = vm->message.length,
      .source = vm->source.length ? vm->source.bytes : "",
      .line = vm->line,
      .code = vm->code.length ? vm->code.bytes : NULL,
      .param = vm->param.length ? vm->param.bytes : NULL,
  };
  return error;
}
