// A deep initial stack for scripts that may have a __concat: Lua 5.4.0 to 5.4.4 use freed memory if
// it reallocates the stack.
#define _GNU_SOURCE  // memmem
#include "state/state.h"

#if BL_MENDS_LUA
enum { DEEP_STACK = 100000 };  // slots; half of them in coroutines

void bl_note_concat(bl_vm *vm) {
  if (!vm->has_concat) vm->has_concat = vm->wants_depth = true;
}

void bl_note_text(bl_vm *vm, const char *text, size_t length) {
  if (bl_mentions(text, length, "__concat")) bl_note_concat(vm);
}

void bl_note_script(bl_vm *vm, const char *text, size_t length) {
  bl_note_text(vm, text, length);
  // Code that the script loads may have one.
  if (bl_mentions(text, length, "require") || bl_mentions(text, length, "load")) {
    vm->wants_depth = true;
  }
}

void bl_note_piece(bl_vm *vm, bl_pieces *pieces, const char *text, size_t size) {
  char joint[2 * BL_OVERLAP];
  size_t more = size < BL_OVERLAP ? size : BL_OVERLAP, length = pieces->kept + more;
  memcpy(joint, pieces->tail, pieces->kept);
  memcpy(joint + pieces->kept, text, more);
  if (memmem(joint, length, "__concat", BL_OVERLAP + 1)) bl_note_concat(vm);
  bl_note_text(vm, text, size);
  const char *end = size < BL_OVERLAP ? joint + length : text + size;
  pieces->kept = size < BL_OVERLAP && length < BL_OVERLAP ? length : BL_OVERLAP;
  memcpy(pieces->tail, end - pieces->kept, pieces->kept);
}

void bl_deepen_stack(bl_vm *vm) { vm->wants_depth = !lua_checkstack(vm->main, DEEP_STACK); }

void bl_deepen_thread(bl_vm *vm, lua_State *thread) {
  if (vm->has_concat) lua_checkstack(thread, DEEP_STACK / 2);
}
#endif
