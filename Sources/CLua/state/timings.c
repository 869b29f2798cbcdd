// Measures the time of each line of scripts, without that of called script functions. A hook runs
// at each new line, and at each return, after which time is attributed to the caller's line again.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "state/state.h"

enum { FIRST_SIZE = 256, LONGEST_NAME = 1024 };

typedef struct {
  const void *source;  // the address of its chunk's name, which lives as long as its code
  char *name;
  int line;  // 0: a free slot
  uint64_t turns, nanoseconds;
} bl_timed_line;

struct bl_timings {
  bl_timed_line *lines;
  size_t size, count;  // size is a power of two
  size_t current;      // the slot of the current line, or SIZE_MAX
  uint64_t since;
};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void bl_rest_timings(bl_vm *vm) {
  bl_timings *timings = vm->timings;
  if (timings->current == SIZE_MAX) return;
  timings->lines[timings->current].nanoseconds += now() - timings->since;
  timings->current = SIZE_MAX;
}

static size_t slot_of(const bl_timings *timings, const void *source, int line) {
  size_t slot = ((uintptr_t)source >> 4) * 31 + (size_t)line * 2654435761u;
  for (;; slot++) {
    slot &= timings->size - 1;
    const bl_timed_line *found = &timings->lines[slot];
    if (!found->line || (found->source == source && found->line == line)) return slot;
  }
}

// False if out of memory: then new lines are not measured.
static bool grow(bl_timings *timings) {
  if (timings->count * 2 < timings->size) return true;
  bl_timings larger = {NULL, timings->size ? timings->size * 2 : FIRST_SIZE, timings->count, 0, 0};
  larger.lines = calloc(larger.size, sizeof *larger.lines);
  if (!larger.lines) return false;
  for (size_t i = 0; i < timings->size; i++) {
    const bl_timed_line *line = &timings->lines[i];
    if (line->line) larger.lines[slot_of(&larger, line->source, line->line)] = *line;
  }
  free(timings->lines);
  timings->lines = larger.lines;
  timings->size = larger.size;
  return true;
}

static void begin(bl_timings *timings, const lua_Debug *frame, bool is_turn) {
  // Chunk names of files begin with "@"; others are code of the host.
  if (frame->currentline <= 0 || frame->source[0] != '@' || !grow(timings)) return;
  size_t slot = slot_of(timings, frame->source, frame->currentline);
  bl_timed_line *line = &timings->lines[slot];
  if (!line->line) {
    line->name = strndup(frame->source + 1, LONGEST_NAME);
    if (!line->name) return;
    line->source = frame->source;
    line->line = frame->currentline;
    timings->count++;
  }
  line->turns += is_turn;
  timings->current = slot;
}

static void on_line(lua_State *L, lua_Debug *frame) {
  bl_vm *vm = vm_of(L);
  bl_timings *timings = vm->timings;
  if (!timings) return;
  bl_rest_timings(vm);
  lua_Debug caller;
  bool is_line = frame->event == LUA_HOOKLINE;
  if (is_line || lua_getstack(L, 1, &caller)) {
    if (!is_line) frame = &caller;
    if (lua_getinfo(L, "Sl", frame)) begin(timings, frame, is_line);
  }
  timings->since = now();
}

void bl_usual_hook(lua_State *L) {
  if (vm_of(L)->timings) lua_sethook(L, on_line, LUA_MASKLINE | LUA_MASKRET, 0);
  else lua_sethook(L, NULL, 0, 0);
}

bool bl_time_lines(bl_vm *vm) {
  vm->timings = calloc(1, sizeof *vm->timings);
  if (!vm->timings) return false;
  vm->timings->current = SIZE_MAX;
  bl_usual_hook(vm->main);
  return true;
}

bool bl_timed_line_at(bl_vm *vm, size_t *index, const char **name, int *line, uint64_t *turns,
                      uint64_t *nanoseconds) {
  const bl_timings *timings = vm->timings;
  for (; timings && *index < timings->size; ++*index) {
    const bl_timed_line *found = &timings->lines[*index];
    if (!found->line) continue;
    *name = found->name;
    *line = found->line;
    *turns = found->turns;
    *nanoseconds = found->nanoseconds;
    ++*index;
    return true;
  }
  return false;
}

void bl_end_timings(bl_vm *vm) {
  bl_timings *timings = vm->timings;
  if (!timings) return;
  for (size_t i = 0; i < timings->size; i++) free(timings->lines[i].name);
  free(timings->lines);
  free(timings);
  vm->timings = NULL;
}
