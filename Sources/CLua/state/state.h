// A state: its memory, the time of its calls, errors, and protected
// calls. Functions of this target that take a lua_State may raise unless they say that they do not.
#pragma once

#include <string.h>

#include "state/lua_concat_fix.h"
#include "state/vm.h"

// Keeps rare code out of line, so that the common path saves no registers for it.
#define BL_APART __attribute__((noinline))

static inline bl_vm *vm_of(lua_State *L) { return *(bl_vm **)lua_getextraspace(L); }

// Whether the call has used up its memory or time, so that the script must not go on.
static inline bool is_over(const bl_vm *vm) { return vm->is_final || vm->is_late; }

// ---- memory.c

void *bl_allocate(void *context, void *block, size_t old_size, size_t new_size);
void *bl_allocate_or_fail(void *context, void *block, size_t old_size, size_t new_size);
void bl_free_slabs(bl_vm *vm);
// The number of a table, a function that is a closure, or a coroutine, by the address of its block.
static inline uint64_t bl_number_of(const void *block) { return ((const uint64_t *)block)[-1]; }
void bl_adjust_pause(bl_vm *vm);  // raises nothing
static inline void bl_pace(bl_vm *vm) {
  if (vm->used < vm->paced_from || vm->used > vm->paced_to) bl_adjust_pause(vm);
}
// Whether a function of the host that returned BL_OVER_BUDGET is to be called again: garbage has
// been collected then. `turns` counts; memory is out when the second call is refused too.
bool bl_calls_again(lua_State *L, bl_vm *vm, int *turns);

// ---- timings.c; nothing raises

void bl_rest_timings(bl_vm *vm);  // from now on no line of a script runs
void bl_usual_hook(lua_State *L);  // gives a thread the hook that it has when no call is late
void bl_end_timings(bl_vm *vm);

// ---- timeout.c; only bl_stop raises

void bl_enter_watched(bl_vm *vm);
void bl_leave_watched(bl_vm *vm);
// Begins the time of a call into the state; calls may nest.
static inline void bl_enter(bl_vm *vm) {
  if (vm->watch) bl_enter_watched(vm);
}
// Ends it, if it has begun.
static inline void bl_leave(bl_vm *vm) {
  if (vm->watch) bl_leave_watched(vm);
  if (vm->timings) bl_rest_timings(vm);
}
void bl_follow(lua_State *L);  // makes a thread stop too when the call is late
int bl_stop(lua_State *L);     // ends a call that is over
static inline void bl_check_time(lua_State *L) {
  if (vm_of(L)->is_late) bl_stop(L);
}
void bl_end_watch(bl_vm *vm);

// ---- errors.c; only bl_raise raises

static inline bool bl_is_text(bl_text text, const char *other) {
  size_t length = strlen(other);
  return text.length == length && memcmp(text.bytes, other, length) == 0;
}
void bl_keep(bl_text *text, const char *bytes, size_t length);
// The innermost line of a script; allocates nothing.
bool bl_innermost_line(lua_State *L, lua_Debug *frame);
// Whether the thread runs a line of a script: then `source`, `line` and `prefix` are that.
bool bl_find_place(lua_State *L, bl_vm *vm);
void bl_mark_place(lua_State *L);       // where the call is over
int bl_raise(lua_State *L, bl_vm *vm);  // raises the host's failure

// ---- protect.c

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument);
// The same in two parts, between which the caller runs lua_pcall(vm->main, 1, 0, 1) and whatever
// it needs beside it; `status` is the result of that.
void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument);
int bl_finish_call(bl_vm *vm, int status);
// Forgets what the last call, or record, left behind; raises nothing.
void bl_forget_last(bl_vm *vm);

// ---- mentions.c

// Whether a name that begins with `word` stands in the text; raises nothing.
bool bl_mentions(const char *text, size_t length, const char *word);

// A record loop behind the collections of bl_stress; `vm->stressed_context` tells whether there are
// some.
typedef struct {
  bl_vm *vm;
  bl_turn turn;
  void *loop;
} bl_stressed_loop;
int bl_stressed_turn(void *loop, int verdict, bl_next_record *next);
