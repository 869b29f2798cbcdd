// Lua's next and pairs in the order of bl_place. The key after one follows from the key and the
// table; walkers only spare the search for it. A walker has the keys of one walk that are left,
// sorted once, and is found again by the table and the key that it gave last. It lives to the end
// of its walk or of the call into the state, unless too many others begin.
#include "order/order.h"

// In a walker's list: the table, what holds the places when there are many, and the keys.
enum { LIST_TABLE = 1, LIST_PLACES, LIST_KEYS };

enum { WALKERS = 8, FEW = 32, SHORT = FEW + LIST_PLACES };

typedef struct {
  const void *table;  // NULL: free
  bool is_of_next;    // not of pairs
  uint64_t used;      // when
  bl_place last;      // the key that it gave
  bl_place *places;
  size_t count, at;
  int list;       // reference of the list, or of false
  size_t filled;  // positions of the list that were set
  bl_place few[FEW];
} bl_walker;

struct bl_walkers {
  uint64_t now;
  bl_walker *latest;
  bl_walker all[WALKERS];
};

// ---- walkers

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

// The walker that is at a key of a table; of several, the one that was used last.
static bl_walker *find_walker(bl_vm *vm, const void *table, const bl_place *key, bool is_of_next) {
  bl_walker *found = NULL;
  for (int i = -1; i < WALKERS; i++) {
    bl_walker *walker = i < 0 ? vm->walkers->latest : &vm->walkers->all[i];
    if (walker->table != table || walker->is_of_next != is_of_next) continue;
    if (found && found->used > walker->used) continue;
    if (!bl_is_same_place(&walker->last, key)) continue;
    found = walker;
    if (i < 0) break;
  }
  return found;
}

static void note_use(bl_vm *vm, bl_walker *walker) {
  walker->used = ++vm->walkers->now;
  vm->walkers->latest = walker;
}

// A free walker, or the one that was used longest ago.
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

// Puts the keys behind `after` (NULL: all) into the walker's list, which is at stack position 3.
static size_t list_keys(lua_State *L, bl_walker *walker, const bl_place *after) {
  size_t count = 0, turns = 0;
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    bl_place more, *place = count < FEW ? &walker->few[count] : &more;
    bl_place_at(L, -2, place);
    if (++turns % BL_TURNS == 0) bl_check_time(L);
    if (after && bl_compare_places(place, after) <= 0) {
      lua_pop(L, 1);
      continue;
    }
    place->index = count;
    lua_copy(L, -2, -1);
    lua_rawseti(L, 3, (lua_Integer)(LIST_KEYS + count));
    if (++count + LIST_PLACES > walker->filled) walker->filled = count + LIST_PLACES;
  }
  return count;
}

static bl_place *place_many(lua_State *L, size_t count) {
  bl_place *places = lua_newuserdatauv(L, count * sizeof *places, 0);
  lua_rawseti(L, 3, LIST_PLACES);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 3, (lua_Integer)(LIST_KEYS + i));
    bl_place_at(L, -1, &places[i]);
    places[i].index = i;
    lua_pop(L, 1);
    if (i % BL_TURNS == 0) bl_check_time(L);
  }
  return places;
}

static bl_walker *begin_walk(lua_State *L, bl_vm *vm, const bl_place *after, bool is_of_next) {
  bl_walker *walker = take_walker(vm);
  vm->has_walked = true;
  if (walker->filled > SHORT) drop_list(L, walker);
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, walker->list) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 8, 0);
    lua_pushvalue(L, -1);
    lua_rawseti(L, LUA_REGISTRYINDEX, walker->list);
  }
  if (walker->filled < LIST_PLACES) walker->filled = LIST_PLACES;
  lua_pushvalue(L, 1);
  lua_rawseti(L, 3, LIST_TABLE);
  size_t count = list_keys(L, walker, after);
  walker->places = count > FEW ? place_many(L, count) : walker->few;
  bl_sort_places(L, walker->places, count);
  walker->count = count;
  walker->at = 0;
  walker->table = lua_topointer(L, 1);
  walker->is_of_next = is_of_next;
  lua_settop(L, 2);
  return walker;
}

// The next key that still has a value, with it; nil at the end of the walk.
static int go_on(lua_State *L, bl_vm *vm, bl_walker *walker) {
  note_use(vm, walker);
  lua_rawgeti(L, LUA_REGISTRYINDEX, walker->list);
  while (walker->at < walker->count) {
    const bl_place *place = &walker->places[walker->at++];
    lua_rawgeti(L, 3, (lua_Integer)(LIST_KEYS + place->index));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) {
      walker->last = *place;
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

// Pushes key `index` with its value, when it has one.
static bool push_index(lua_State *L, lua_Integer index) {
  lua_pushinteger(L, index);
  if (lua_rawgeti(L, 1, index) != LUA_TNIL) return true;
  lua_pop(L, 2);
  return false;
}

// The first key with its value, found without a list; nil when there is none.
static int search_first(lua_State *L) {
  bl_place first, place;
  size_t turns = 0;
  lua_pushnil(L);  // for the key
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    bl_place_at(L, -1, &place);
    if (turns++ % BL_TURNS == 0) bl_check_time(L);
    if (turns > 1 && bl_compare_places(&place, &first) > 0) continue;
    first = place;
    lua_copy(L, -1, 3);
  }
  if (turns == 0) return 1;
  lua_pushvalue(L, 3);
  lua_rawget(L, 1);
  return 2;
}

// A walk by next begins: older walkers of that table may be out of date.
static void forget_walks_of_next(bl_vm *vm, const void *table) {
  for (int i = 0; i < WALKERS; i++) {
    bl_walker *walker = &vm->walkers->all[i];
    if (walker->is_of_next && walker->table == table) walker->table = NULL;
  }
}

// ---- what scripts call

static int step(lua_State *L, bl_vm *vm, bool is_of_next) {
  const void *table = lua_topointer(L, 1);
  int type = lua_type(L, 2);
  if (type == LUA_TNIL) {
    if (push_index(L, 1)) return 2;
    if (!is_of_next) return go_on(L, vm, begin_walk(L, vm, NULL, false));
    if (vm->has_walked) forget_walks_of_next(vm, table);
    return search_first(L);
  }
  if (type == LUA_TNUMBER && lua_isinteger(L, 2)) {
    lua_Integer index = lua_tointeger(L, 2);
    if (index > 0 && index < LUA_MAXINTEGER && push_index(L, index + 1)) return 2;
  }
  bl_place key;
  bl_place_at(L, 2, &key);
  bl_walker *walker = vm->has_walked ? find_walker(vm, table, &key, is_of_next) : NULL;
  if (walker) return go_on(L, vm, walker);
  lua_pushvalue(L, 2);
  lua_next(L, 1);  // an error where there is no such key
  lua_settop(L, 2);
  return go_on(L, vm, begin_walk(L, vm, &key, is_of_next));
}

static int check_and_step(lua_State *L, bool is_of_next) {
  if (lua_type(L, 1) != LUA_TTABLE) {
    bl_object *object = object_at(L, 1);
    if (object && shape_of(vm_of(L), object) != BL_DIGITS) return bl_object_next(L);
    luaL_checktype(L, 1, LUA_TTABLE);
  }
  if (lua_gettop(L) != 2) lua_settop(L, 2);
  return step(L, vm_of(L), is_of_next);
}

static int base_next(lua_State *L) { return check_and_step(L, true); }

int bl_walk(lua_State *L) { return check_and_step(L, false); }

static int finish_pairs(lua_State *L, int status, lua_KContext context) {
  (void)L, (void)status, (void)context;
  return 3;
}

static int base_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") == LUA_TNIL) {
    lua_pushcfunction(L, bl_walk);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
  }
  lua_pushvalue(L, 1);
  lua_callk(L, 1, 3, 0, finish_pairs);
  return 3;
}

void bl_open_pairs(lua_State *L) {
  bl_vm *vm = vm_of(L);
  vm->end_walks = bl_end_walks;
  vm->walkers = lua_newuserdatauv(L, sizeof *vm->walkers, 0);
  *vm->walkers = (struct bl_walkers){.latest = vm->walkers->all};
  luaL_ref(L, LUA_REGISTRYINDEX);
  for (int i = 0; i < WALKERS; i++) {
    lua_pushboolean(L, false);
    vm->walkers->all[i].list = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_register(L, "next", base_next);
  lua_register(L, "pairs", base_pairs);
}
