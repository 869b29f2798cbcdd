// The life of a state.
#include <stdlib.h>

#include "libraries/libraries.h"
#include "regex/regex.h"
#include "scripts/scripts.h"

enum {
  STACK = 10000,  // initial slots of the main stack, 160 KB
  STEPS = 400,    // the collector's speed relative to allocation, in percent
};

static void forget(bl_text *text) {
  free(text->bytes);
  *text = (bl_text){0};
}

static int open_state(lua_State *L) {
  bl_vm *vm = lua_touserdata(L, 1);
  bl_open_libraries(L);
  bl_open_objects(L, vm);
  return 0;
}

void bl_attach(bl_vm *vm, void *context) { vm->context = context; }

bl_vm *bl_new(const bl_host *host, const bl_options *options) {
  bl_vm *vm = calloc(1, sizeof *vm);
  if (!vm) return NULL;
  vm->host = *host;
  vm->is_trusted = options->is_trusted;
  vm->hides_environment = options->hides_environment;
  vm->fails_from = options->fails_from;
  vm->fails_until = SIZE_MAX;
  lua_State *L = lua_newstate(options->fails_from ? bl_allocate_or_fail : bl_allocate, vm);
  if (!L) {
    free(vm);
    return NULL;
  }
  vm->main = vm->L = vm->running = L;
  vm->handle_error = bl_handle_error;
  vm->usual_slots = 128;
  *(bl_vm **)lua_getextraspace(L) = vm;
  for (int i = 0; i < ENTRY_COUNT; i++) vm->entries[i] = LUA_NOREF;
  vm->chunk = vm->returned = LUA_NOREF;
  lua_checkstack(L, STACK);
  if (bl_protected(vm, open_state, vm) != BL_DONE) {
    bl_free(vm);
    return NULL;
  }
  vm->limit = options->max_memory;
  vm->fixed = vm->used;
  lua_gc(L, LUA_GCINC, 0, STEPS, 0);
  bl_adjust_pause(vm);
  return vm;
}

void bl_close(bl_vm *vm) {
  bl_end_watch(vm);
  if (vm->main) lua_close(vm->main);
  vm->main = NULL;
  bl_close_regexes(vm);
}

void bl_free(bl_vm *vm) {
  bl_close(vm);
  while (bl_next_dead(vm)) continue;
  bl_end_timings(vm);
  bl_free_slabs(vm);
  forget(&vm->failure);
  forget(&vm->message);
  forget(&vm->code);
  forget(&vm->param);
  forget(&vm->source);
  free(vm->dead_handles.numbers);
  free(vm->scratch);
  free(vm);
}

const char *bl_lua_version(void) { return &LUA_RELEASE[sizeof "Lua " - 1]; }
