// The state: its life, and protected calls into it.
#include "boundary.h"

#include <stdlib.h>

#include "internal.h"

char bl_key_owners, bl_key_functions, bl_key_groups, bl_key_array, bl_key_object, bl_key_list;
char bl_key_loaded;
char bl_key_preload, bl_key_modules;

// ---- protected calls

int bl_finish_call(bl_vm *vm, int status) {
  bl_leave(vm);
  lua_settop(vm->main, 0);
  vm->L = vm->running = vm->main;
  if (vm->has_walked) bl_end_walks(vm);
  if (status == LUA_ERRMEM || vm->is_final) {
    static const char text[] = "not enough memory for the script";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_MEMORY;
  }
  if (vm->is_late) {
    static const char text[] = "the script takes too long";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_TIMEOUT;
  }
  if (status == LUA_OK) return BL_DONE;
  if (status == LUA_ERRERR && !vm->message.length) {
    static const char text[] = "an error while handling an error";
    bl_keep(&vm->message, text, sizeof text - 1);
  }
  return BL_ERROR;
}

void bl_forget_last(bl_vm *vm) {
  vm->L = vm->running = vm->main;
  vm->line = 0;
  vm->is_placed = false;
  vm->prefix[0] = 0;
  vm->source.length = vm->message.length = vm->code.length = vm->param.length = 0;
  vm->closing = vm->requiring = 0;
  if (vm->wants_depth) vm->wants_depth = !lua_checkstack(vm->main, BL_DEEP_STACK);
}

void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument) {
  lua_State *L = vm->main;
  bl_forget_last(vm);
  vm->is_late = false;
  lua_settop(L, 0);
  lua_pushcfunction(L, bl_handle_error);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
}

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument) {
  bl_begin_call(vm, body, argument);
  bl_pace(vm);
  bl_enter(vm);
  return bl_finish_call(vm, lua_pcall(vm->main, 1, 0, 1));
}

// ---- life

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
  vm->fails_from = options->fails_from;
  vm->fails_until = SIZE_MAX;
  lua_State *L = lua_newstate(options->fails_from ? bl_allocate_or_fail : bl_allocate, vm);
  if (!L) {
    free(vm);
    return NULL;
  }
  vm->main = vm->L = vm->running = L;
  *(bl_vm **)lua_getextraspace(L) = vm;
  for (int i = 0; i < ENTRY_COUNT; i++) vm->entries[i] = LUA_NOREF;
  vm->chunk = vm->returned = LUA_NOREF;
  lua_checkstack(L, BL_STACK);
  if (bl_protected(vm, open_state, vm) != BL_DONE) {
    bl_free(vm);
    return NULL;
  }
  vm->limit = options->max_memory;
  vm->fixed = vm->used;
  lua_gc(L, LUA_GCINC, 0, BL_STEPS, 0);
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

size_t bl_memory(bl_vm *vm) { return vm->used; }

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

void bl_collect(bl_vm *vm) { bl_protected(vm, collect, NULL); }

const char *bl_lua_version(void) { return &LUA_RELEASE[sizeof "Lua " - 1]; }
