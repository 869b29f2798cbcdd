// A state: its memory, the time of its calls, errors, and protected calls. Functions of this target
// that take a lua_State may raise unless their comment says otherwise.
#pragma once

#include <string.h>

#include "state/lua_concat_fix.h"
#include "state/vm.h"

// Keeps rare code out of line, so that the common path need not save registers for it.
#define BL_APART __attribute__((noinline))

static inline bl_vm *vm_of(lua_State *L) { return *(bl_vm **)lua_getextraspace(L); }

// Whether the call is out of memory or time, so that the script must not continue.
static inline bool is_over(const bl_vm *vm) { return vm->is_final || vm->is_late; }

// ---- memory.c

void *bl_allocate(void *context, void *block, size_t old_size, size_t new_size);
void *bl_allocate_or_fail(void *context, void *block, size_t old_size, size_t new_size);
void bl_free_slabs(bl_vm *vm);
// The serial number of a table, a closure or a coroutine, by the address of its block.
static inline uint64_t bl_number_of(const void *block) { return ((const uint64_t *)block)[-1]; }
void bl_adjust_pause(bl_vm *vm);  // raises nothing
static inline void bl_pace(bl_vm *vm) {
  if (vm->used < vm->paced_from || vm->used > vm->paced_to) bl_adjust_pause(vm);
}
// Whether to call a function of the host again that returned BL_OVER_BUDGET; collects garbage
// before. `turns` counts calls; if the second one is refused, too, the state is out of memory.
bool bl_calls_again(lua_State *L, bl_vm *vm, int *turns);

// ---- timings.c; nothing raises

void bl_rest_timings(bl_vm *vm);  // stops the clock: no line of a script runs
void bl_usual_hook(lua_State *L);  // sets the hook of a thread for calls that are not late
void bl_end_timings(bl_vm *vm);

// ---- timeout.c; nothing raises

void bl_enter_watched(bl_vm *vm);
void bl_leave_watched(bl_vm *vm);
// Starts the time of a call into the state; calls may nest.
static inline void bl_enter(bl_vm *vm) {
  if (vm->watch) bl_enter_watched(vm);
}
// Ends the time of the call, if it was started.
static inline void bl_leave(bl_vm *vm) {
  if (vm->watch) bl_leave_watched(vm);
  if (vm->timings) bl_rest_timings(vm);
}

// ---- stop.c; only bl_stop raises

void bl_follow(lua_State *L);  // makes a thread stop, too, if the call is late
int bl_stop(lua_State *L);     // ends a call that is over
static inline void bl_check_time(lua_State *L) {
  if (vm_of(L)->is_late) bl_stop(L);
}

// ---- watch.c; nothing raises

void bl_end_watch(bl_vm *vm);

// ---- errors.c; only bl_raise raises

static inline bool bl_is_text(bl_text text, const char *other) {
  size_t length = strlen(other);
  return text.length == length && memcmp(text.bytes, other, length) == 0;
}
void bl_keep(bl_text *text, const char *bytes, size_t length);
// The innermost line of a script; allocates nothing.
bool bl_innermost_line(lua_State *L, lua_Debug *frame);
// Sets `source`, `line` and `prefix` to the line of a script that the thread runs; false if none.
bool bl_find_position(lua_State *L, bl_vm *vm);
void bl_mark_position(lua_State *L);       // where the call is over
int bl_raise(lua_State *L, bl_vm *vm);  // raises the host's failure

// ---- protect.c

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument);
// bl_call in two parts, between which the caller runs lua_pcall(vm->main, 1, 0, 1) and anything
// else; `status` is the result of lua_pcall.
void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument);
int bl_finish_call(bl_vm *vm, int status);
// Clears the error of the last call or record; raises nothing.
void bl_forget_last(bl_vm *vm);

// ---- mentions.c

// Whether the text contains a name that begins with `word`; raises nothing.
bool bl_mentions(const char *text, size_t length, const char *word);

// A record loop wrapped by the collections of bl_stress, which are active if `vm->stressed_context`
// is set.
typedef struct {
  bl_vm *vm;
  bl_turn turn;
  void *loop;
} bl_stressed_loop;
int bl_stressed_turn(void *loop, int verdict, bl_next_record *next);
