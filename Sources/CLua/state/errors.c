// Errors: their position in the script, and the error of the last call.
#include <stdio.h>
#include <stdlib.h>

#include "state/state.h"

enum { LONGEST_MESSAGE = 64 << 10 };

void bl_keep(bl_text *text, const char *bytes, size_t length) {
  if (length > LONGEST_MESSAGE) length = LONGEST_MESSAGE;
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

// lua_getstack starts at the innermost frame each time, so inspecting every frame of a runaway
// recursion would take minutes: only both ends are inspected.
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
    if (*frame->source == '@') return true;  // neither the host's own code nor text for load
  }
  return false;
}

bool bl_find_position(lua_State *L, bl_vm *vm) {
  lua_Debug frame;
  if (!bl_innermost_line(L, &frame)) return false;
  vm->line = frame.currentline;
  bl_keep(&vm->source, frame.source + 1, frame.srclen ? frame.srclen - 1 : 0);
  snprintf(vm->prefix, sizeof vm->prefix, "%s:%d: ", frame.short_src, frame.currentline);
  vm->named = strlen(frame.short_src) + 1;
  return true;
}

void bl_mark_position(lua_State *L) {
  bl_vm *vm = vm_of(L);
  if (vm->has_position) return;
  if (!bl_find_position(L, vm)) vm->line = 0;
  vm->has_position = true;
}

int bl_raise(lua_State *L, bl_vm *vm) {
  lua_pushstring(L, bl_find_position(L, vm) ? vm->prefix : "");
  lua_pushlstring(L, vm->failure.bytes ? vm->failure.bytes : "", vm->failure.length);
  lua_concat(L, 2);
  return lua_error(L);
}

void bl_fail(bl_vm *vm, const char *message, size_t length) {
  bl_keep(&vm->failure, message, length);
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
