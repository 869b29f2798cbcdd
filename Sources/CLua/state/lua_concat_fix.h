// A bug of Lua 5.4.0 to 5.4.4; see lua_concat_fix.c. Nothing here raises.
#pragma once

#include "state/vm.h"

enum { BL_OVERLAP = sizeof "__concat" - 2 };

// The state of reading text in pieces: the number of bytes so far, and the last ones.
typedef struct {
  size_t length, kept;
  char tail[BL_OVERLAP];
} bl_pieces;

#if BL_MENDS_LUA
// Notes that the script may have a __concat: from the next call or record on, its stack is deep.
void bl_note_concat(bl_vm *vm);
void bl_note_text(bl_vm *vm, const char *text, size_t length);  // checks text that is about to run
void bl_note_script(bl_vm *vm, const char *text, size_t length);
void bl_note_piece(bl_vm *vm, bl_pieces *pieces, const char *text, size_t length);
void bl_deepen_stack(bl_vm *vm);
static inline void bl_deepen(bl_vm *vm) {
  if (vm->wants_depth) bl_deepen_stack(vm);
}
void bl_deepen_thread(bl_vm *vm, lua_State *thread);
#else
static inline void bl_note_concat(bl_vm *vm) { (void)vm; }
static inline void bl_note_text(bl_vm *vm, const char *text, size_t length) {
  (void)vm, (void)text, (void)length;
}
static inline void bl_note_script(bl_vm *vm, const char *text, size_t length) {
  (void)vm, (void)text, (void)length;
}
static inline void bl_note_piece(bl_vm *vm, bl_pieces *pieces, const char *text, size_t length) {
  (void)vm, (void)pieces, (void)text, (void)length;
}
static inline void bl_deepen(bl_vm *vm) { (void)vm; }
static inline void bl_deepen_thread(bl_vm *vm, lua_State *thread) { (void)vm, (void)thread; }
#endif
