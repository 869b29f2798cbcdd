// The allocator of a state. It has a limit, and allocates blocks of up to 256 bytes from slabs,
// because each record makes and drops a handful of them.
//
// Tables, functions and coroutines have no order of their own but may be keys of a table. So each
// has a serial number before it, and such keys are ordered by their creation. Its block begins 8
// bytes off the grain, which distinguishes it from other blocks:
//
//   | number | table, 56 bytes |      | string, 32 bytes |
//   0        8                 64     0                  32
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "state/state.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BL_PLAIN_BLOCKS 1  // no slabs, so that the sanitizer sees each block
#endif
#endif

enum {
  GRAIN = 16,
  SLAB = 64 << 10,
  NUMBER = sizeof(uint64_t),
  LEAST_ROOM = 512 << 10,  // the least garbage that starts a collection
};

struct bl_slab {
  struct bl_slab *next;
  char bytes[];
};

// The bin of a size; from BL_BINS on, blocks are allocated by malloc.
static inline size_t bin_of(size_t size) {
#ifdef BL_PLAIN_BLOCKS
  (void)size;
  return BL_BINS;
#else
  return (size - 1) / GRAIN;
#endif
}

static void *new_slab(bl_vm *vm, size_t size) {
  bl_slab *slab = malloc(sizeof *slab + SLAB);
  if (!slab) return NULL;
  slab->next = vm->slabs;
  vm->slabs = slab;
  char *start = (char *)(((uintptr_t)slab->bytes + GRAIN - 1) & ~(uintptr_t)(GRAIN - 1));
  vm->slab_at = start + size;
  vm->slab_end = slab->bytes + SLAB;
  return start;
}

// Takes a free block from a bin; NULL if there is none.
static inline void *take_free(bl_vm *vm, size_t bin) {
  void *block = bin < BL_BINS ? vm->bins[bin] : NULL;
  if (block) memcpy(&vm->bins[bin], block, sizeof(void *));
  return block;
}

static void *take_new(bl_vm *vm, size_t size) {
  size_t bin = bin_of(size);
  if (bin >= BL_BINS) return malloc(size);
  size_t rounded = (bin + 1) * GRAIN;
  if ((size_t)(vm->slab_end - vm->slab_at) < rounded) return new_slab(vm, rounded);
  void *block = vm->slab_at;
  vm->slab_at += rounded;
  return block;
}

static inline void *take(bl_vm *vm, size_t size) {
  void *block = take_free(vm, bin_of(size));
  return block ? block : take_new(vm, size);
}

static inline void give(bl_vm *vm, void *block, size_t size) {
  size_t bin = bin_of(size);
  if (bin >= BL_BINS) {
    free(block);
    return;
  }
  memcpy(block, &vm->bins[bin], sizeof(void *));
  vm->bins[bin] = block;
}

static BL_APART void *refuse(bl_vm *vm, bool is_by_system) {
  vm->is_refused = is_by_system;
  // Lua collects all garbage and tries again; after a second refusal the state is out of memory.
  if (++vm->refusals > 1) {
    vm->is_final = true;
    if (vm->running) bl_mark_position(vm->running);
  }
  return NULL;
}

// The bytes before a new block of a kind for its serial number: 8 or 0.
static inline size_t number_of(size_t kind) {
  static const uint8_t sizes[] = {
      [LUA_TTABLE] = NUMBER, [LUA_TFUNCTION] = NUMBER, [LUA_TTHREAD] = NUMBER};
  return kind < sizeof sizes ? sizes[kind] : 0;
}

// Accounts for a new block, which begins with `number` bytes for its serial number.
static inline void *begin(bl_vm *vm, char *block, size_t number, size_t size) {
  if (number) {
    uint64_t made = ++vm->made;
    memcpy(block, &made, NUMBER);
  }
  vm->refusals = 0;
  vm->used += size;
  return block + number;
}

static BL_APART void *make_new(bl_vm *vm, size_t number, size_t size) {
  void *block = take_new(vm, number + size);
  return block ? begin(vm, block, number, size) : refuse(vm, true);
}

static inline void *make(bl_vm *vm, size_t number, size_t size) {
  void *block = take_free(vm, bin_of(number + size));
  return block ? begin(vm, block, number, size) : make_new(vm, number, size);
}

static inline void drop(bl_vm *vm, char *block, size_t size) {
  size_t number = (uintptr_t)block & NUMBER;
  give(vm, block - number, number + size);
}

// Only blocks without a serial number are resized: objects with one have a fixed size.
static void *move(bl_vm *vm, void *block, size_t old_size, size_t new_size) {
  size_t old_bin = bin_of(old_size), new_bin = bin_of(new_size);
  if (old_bin >= BL_BINS && new_bin >= BL_BINS) return realloc(block, new_size);
  if (old_bin == new_bin) return block;
  void *result = take(vm, new_size);
  if (!result) return NULL;
  memcpy(result, block, old_size < new_size ? old_size : new_size);
  give(vm, block, old_size);
  return result;
}

static inline bool is_too_much(const bl_vm *vm, size_t more) {
  return vm->limit && vm->used + more > vm->limit;
}

static BL_APART void *resize(bl_vm *vm, void *block, size_t old_size, size_t new_size) {
  if (new_size > old_size && is_too_much(vm, new_size - old_size)) return refuse(vm, false);
  void *result = move(vm, block, old_size, new_size);
  // Lua expects that shrinking never fails, so it keeps the larger block.
  if (!result && new_size <= old_size) result = block;
  if (!result) return refuse(vm, true);
  vm->refusals = 0;
  vm->used += new_size - old_size;
  return result;
}

// A lua_Alloc. Without a block, `old_size` is the kind of the new object.
void *bl_allocate(void *context, void *block, size_t old_size, size_t new_size) {
  bl_vm *vm = context;
  if (!block) {
    if (new_size == 0) return NULL;
    return is_too_much(vm, new_size) ? refuse(vm, false) : make(vm, number_of(old_size), new_size);
  }
  if (new_size > 0) return resize(vm, block, old_size, new_size);
  vm->used -= old_size;
  drop(vm, block, old_size);
  return NULL;
}

bool bl_is_refused(bl_vm *vm) { return vm->is_refused; }

bool bl_calls_again(lua_State *L, bl_vm *vm, int *turns) {
  if ((*turns)++ > 0) {
    vm->is_final = true;
    bl_mark_position(L);
    bl_stop(L);
  }
  lua_gc(L, LUA_GCCOLLECT);
  vm->host.reclaim(vm->context);
  return true;
}

void *bl_allocate_or_fail(void *context, void *block, size_t old_size, size_t new_size) {
  bl_vm *vm = context;
  if (new_size > (block ? old_size : 0)) {
    size_t number = ++vm->allocations;
    if (number >= vm->fails_from && number <= vm->fails_until) return refuse(vm, false);
  }
  return bl_allocate(context, block, old_size, new_size);
}

void bl_fail_allocations(bl_vm *vm, size_t first, size_t last) {
  vm->allocations = 0;
  vm->fails_from = first;
  vm->fails_until = last;
  lua_setallocf(vm->main, bl_allocate_or_fail, vm);
}

size_t bl_allocations(bl_vm *vm) { return vm->allocations; }

size_t bl_memory(bl_vm *vm) { return vm->used; }

// A collection begins when the heap, without the memory from before the script, has grown by two
// thirds: then the memory of records is reused while it is still in the cache. Near the limit it
// begins sooner, because otherwise each refusal would force a full collection.
void bl_adjust_pause(bl_vm *vm) {
  size_t used = vm->used, room = used > vm->fixed ? (used - vm->fixed) / 3 * 2 : 0;
  if (room < LEAST_ROOM) room = LEAST_ROOM;
  if (vm->limit) {
    size_t left = used < vm->limit ? vm->limit - used : 0;
    if (room > left / 2) room = left / 2;
  }
  lua_gc(vm->main, LUA_GCSETPAUSE, (int)(100 + 100 * room / used));
  vm->paced_from = used - room / 2;
  vm->paced_to = used + room / 2;
}

void bl_free_slabs(bl_vm *vm) {
  while (vm->slabs) {
    bl_slab *slab = vm->slabs;
    vm->slabs = slab->next;
    free(slab);
  }
}

void bl_use_one_heap(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}
