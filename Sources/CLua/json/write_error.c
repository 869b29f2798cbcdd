// Why a Lua value could not be written as JSON, and the path to it. Nothing here raises.
#include <stdio.h>

#include "json/json.h"

const char *bl_walk_error(bl_vm *vm) { return vm->walk_message; }

const char *bl_walk_path(bl_vm *vm) { return vm->walk_path; }

void bl_walk_fail(bl_vm *vm, const char *message) {
  snprintf(vm->walk_message, sizeof vm->walk_message, "%s", message);
  vm->walk_path[0] = 0;
  vm->walk_tail = 0;
}

static const char ellipsis[] = "\u2026";
enum { ELLIPSIS = sizeof ellipsis - 1, PATH_TAIL = 96 };

// Prepends a step to the path; the middle of a long path is left out.
static int under(bl_vm *vm, const char *step) {
  char joined[sizeof vm->walk_path * 2];
  size_t length = (size_t)snprintf(joined, sizeof joined, "%s%s", step, vm->walk_path);
  if (length < sizeof vm->walk_path) {
    memcpy(vm->walk_path, joined, length + 1);
    return BL_FAILED;
  }
  if (!vm->walk_tail) vm->walk_tail = PATH_TAIL;
  const char *tail = joined + length - vm->walk_tail;
  while ((*tail & 0xC0) == 0x80) tail++;
  vm->walk_tail = strlen(tail);
  size_t head = sizeof vm->walk_path - 1 - ELLIPSIS - vm->walk_tail;
  while (head > 0 && (joined[head] & 0xC0) == 0x80) head--;
  snprintf(vm->walk_path, sizeof vm->walk_path, "%.*s%s%s", (int)head, joined, ellipsis, tail);
  return BL_FAILED;
}

static bool is_name(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if (!letter && c != '_' && !(i > 0 && c >= '0' && c <= '9')) return false;
  }
  return length > 0;
}

int bl_under_key(bl_vm *vm, const char *bytes, size_t length) {
  char step[96];
  bool name = is_name(bytes, length);
  snprintf(step, sizeof step, name ? ".%.*s" : "[\"%.*s\"]", length < 64 ? (int)length : 64, bytes);
  return under(vm, step);
}

int bl_under_index(bl_vm *vm, lua_Integer index) {
  char step[32];
  snprintf(step, sizeof step, "[%lld]", (long long)index);
  return under(vm, step);
}
