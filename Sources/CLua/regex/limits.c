// Shared by all regexes of a state: the allocator, whose memory counts as memory of Lua, and the
// limits of a match: steps, memory, and the time of the call.
#include "regex/regex.h"

enum { LONGEST_PATTERN = 64 << 10, HEADER = 16 };

// The size is stored before the block.
static void *allocate(size_t size, void *context) {
  void *of_lua;
  lua_Alloc allocator = lua_getallocf(((bl_vm *)context)->main, &of_lua);
  char *block = allocator(of_lua, NULL, 0, size + HEADER);
  if (!block) return NULL;
  memcpy(block, &size, sizeof size);
  return block + HEADER;
}

static void release(void *memory, void *context) {
  if (!memory) return;
  char *block = (char *)memory - HEADER;
  size_t size;
  memcpy(&size, block, sizeof size);
  bl_allocate(context, block, size + HEADER, 0);
}

void bl_collect_for_regex(lua_State *L, int *turns) {
  bl_vm *vm = vm_of(L);
  if ((*turns)++ > 0) {
    vm->is_final = true;
    bl_mark_position(L);
    bl_stop(L);
  }
  lua_gc(L, LUA_GCCOLLECT);
}

// Called at each step of a pattern if calls have a time limit.
static int check_time(pcre2_callout_block *step, void *context) {
  (void)step;
  const bl_vm *vm = context;
  return vm->is_late ? PCRE2_ERROR_CALLOUT : 0;
}

void bl_close_regexes(bl_vm *vm) {
  bl_regexes *all = vm->regexes;
  if (!all) return;
  pcre2_match_context_free(all->matching);
  pcre2_compile_context_free(all->compiling);
  pcre2_general_context_free(all->memory);
  release(all, vm);
  vm->regexes = NULL;
}

// False if memory was refused.
static bool make_regexes(bl_vm *vm) {
  bl_regexes *all = vm->regexes = allocate(sizeof *all, vm);
  if (!all) return false;
  *all = (bl_regexes){pcre2_general_context_create(allocate, release, vm), NULL, NULL};
  if (all->memory) all->compiling = pcre2_compile_context_create(all->memory);
  if (all->compiling) all->matching = pcre2_match_context_create(all->memory);
  if (!all->matching) {
    bl_close_regexes(vm);
    return false;
  }
  pcre2_set_newline(all->compiling, PCRE2_NEWLINE_LF);
  pcre2_set_max_pattern_length(all->compiling, LONGEST_PATTERN);
  pcre2_set_match_limit(all->matching, MOST_STEPS);
  pcre2_set_heap_limit(all->matching, MOST_KILOBYTES);
  pcre2_set_callout(all->matching, check_time, vm);
  return true;
}

bl_regexes *bl_shared_regexes(lua_State *L) {
  bl_vm *vm = vm_of(L);
  int turns = 0;
  while (!vm->regexes && !make_regexes(vm)) bl_collect_for_regex(L, &turns);
  return vm->regexes;
}

