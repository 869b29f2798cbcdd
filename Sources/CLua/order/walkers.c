// Iterating over tables in the order of bl_key_rank. A walker has the remaining keys of one
// iteration, sorted once, and is found again by the table and the key that it returned last. It
// lives until the end of its iteration or of the call into the state, unless too many others begin.
#include "order/walkers.h"

// In a walker's list: the table, a userdata with the ranks if there are many, and the keys.
enum { LIST_TABLE = 1, LIST_RANKS, LIST_KEYS };

enum { WALKERS = 8, FEW = 32, SHORT = FEW + LIST_RANKS };

struct bl_walker {
  const void *table;  // NULL: free
  bool is_of_next;    // of next, not of pairs
  uint64_t used;      // the time of the last use
  bl_key_rank last;      // the key that it gave
  bl_key_rank *ranks;
  size_t count, at;
  int list;       // the reference of the list, or of false
  size_t filled;  // the number of list positions that were set
  bl_key_rank few[FEW];
};

struct bl_walkers {
  uint64_t now;
  bl_walker *latest;
  bl_walker all[WALKERS];
};

static void drop_list(lua_State *L, bl_walker *walker) {
  lua_pushboolean(L, false);
  lua_rawseti(L, LUA_REGISTRYINDEX, walker->list);
  walker->filled = 0;
}

static void clear_list(lua_State *L, bl_walker *walker) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, walker->list);
  for (size_t i = 1; i <= walker->filled; i++) {
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)i);
  }
  lua_pop(L, 1);
  walker->filled = 0;
}

void bl_end_walks(bl_vm *vm) {
  for (int i = 0; i < WALKERS; i++) {
    bl_walker *walker = &vm->walkers->all[i];
    walker->table = NULL;
    if (walker->filled > SHORT) drop_list(vm->main, walker);
    else if (walker->filled > 0) clear_list(vm->main, walker);
  }
  vm->has_walked = false;
}

bl_walker *bl_find_walker(bl_vm *vm, const void *table, const bl_key_rank *key, bool is_of_next) {
  bl_walker *found = NULL;
  for (int i = -1; i < WALKERS; i++) {
    bl_walker *walker = i < 0 ? vm->walkers->latest : &vm->walkers->all[i];
    if (walker->table != table || walker->is_of_next != is_of_next) continue;
    if (found && found->used > walker->used) continue;
    if (!bl_is_same_rank(&walker->last, key)) continue;
    found = walker;
    if (i < 0) break;
  }
  return found;
}

static void note_use(bl_vm *vm, bl_walker *walker) {
  walker->used = ++vm->walkers->now;
  vm->walkers->latest = walker;
}

// A free walker, or the least recently used one.
static bl_walker *take_walker(bl_vm *vm) {
  bl_walker *taken = vm->walkers->all;
  for (int i = 0; i < WALKERS; i++) {
    bl_walker *walker = &vm->walkers->all[i];
    if (!walker->table) return walker;
    if (walker->used < taken->used) taken = walker;
  }
  taken->table = NULL;
  return taken;
}

// ---- keys of the table at stack position 1

// Stores the keys behind `after`, or all if NULL, in the walker's list at stack position 3.
static size_t list_keys(lua_State *L, bl_walker *walker, const bl_key_rank *after) {
  size_t count = 0, turns = 0;
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    bl_key_rank more, *rank = count < FEW ? &walker->few[count] : &more;
    bl_rank_at(L, -2, rank);
    if (++turns % BL_TURNS == 0) bl_check_time(L);
    if (after && bl_compare_ranks(rank, after) <= 0) {
      lua_pop(L, 1);
      continue;
    }
    rank->index = count;
    lua_copy(L, -2, -1);
    lua_rawseti(L, 3, (lua_Integer)(LIST_KEYS + count));
    if (++count + LIST_RANKS > walker->filled) walker->filled = count + LIST_RANKS;
  }
  return count;
}

static bl_key_rank *rank_many(lua_State *L, size_t count) {
  bl_key_rank *ranks = lua_newuserdatauv(L, count * sizeof *ranks, 0);
  lua_rawseti(L, 3, LIST_RANKS);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 3, (lua_Integer)(LIST_KEYS + i));
    bl_rank_at(L, -1, &ranks[i]);
    ranks[i].index = i;
    lua_pop(L, 1);
    if (i % BL_TURNS == 0) bl_check_time(L);
  }
  return ranks;
}

bl_walker *bl_begin_walk(lua_State *L, bl_vm *vm, const bl_key_rank *after, bool is_of_next) {
  bl_walker *walker = take_walker(vm);
  vm->has_walked = true;
  if (walker->filled > SHORT) drop_list(L, walker);
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, walker->list) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 8, 0);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, walker->list);
  }
  if (walker->filled < LIST_RANKS) walker->filled = LIST_RANKS;
  lua_pushvalue(L, 1);
  lua_rawseti(L, 3, LIST_TABLE);
  size_t count = list_keys(L, walker, after);
  walker->ranks = count > FEW ? rank_many(L, count) : walker->few;
  bl_sort_ranks(L, walker->ranks, count);
  walker->count = count;
  walker->at = 0;
  walker->table = lua_topointer(L, 1);
  walker->is_of_next = is_of_next;
  lua_settop(L, 2);
  return walker;
}

int bl_go_on(lua_State *L, bl_vm *vm, bl_walker *walker) {
  note_use(vm, walker);
  lua_rawgeti(L, LUA_REGISTRYINDEX, walker->list);
  while (walker->at < walker->count) {
    const bl_key_rank *rank = &walker->ranks[walker->at++];
    lua_rawgeti(L, 3, (lua_Integer)(LIST_KEYS + rank->index));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) {
      walker->last = *rank;
      return 2;
    }
    lua_pop(L, 2);
    if (walker->at % BL_TURNS == 0) bl_check_time(L);
  }
  walker->table = NULL;
  if (walker->filled > SHORT) drop_list(L, walker);
  lua_pushnil(L);
  return 1;
}

void bl_forget_walks_of_next(bl_vm *vm, const void *table) {
  for (int i = 0; i < WALKERS; i++) {
    bl_walker *walker = &vm->walkers->all[i];
    if (walker->is_of_next && walker->table == table) walker->table = NULL;
  }
}

void bl_open_walkers(lua_State *L, bl_vm *vm) {
  vm->walkers = lua_newuserdatauv(L, sizeof *vm->walkers, 0);
  *vm->walkers = (struct bl_walkers){.latest = vm->walkers->all};
  luaL_ref(L, LUA_REGISTRYINDEX);
  for (int i = 0; i < WALKERS; i++) {
    lua_pushboolean(L, false);
    vm->walkers->all[i].list = luaL_ref(L, LUA_REGISTRYINDEX);
  }
}
