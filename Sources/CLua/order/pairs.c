// Lua's next and pairs in the order of bl_key_rank. The next key depends only on the last one and
// the table; walkers only save the search for it.
#include "order/walkers.h"

// Pushes key `index` and its value; false if it has none.
static bool push_index(lua_State *L, lua_Integer index) {
  lua_pushinteger(L, index);
  if (lua_rawgeti(L, 1, index) != LUA_TNIL) return true;
  lua_pop(L, 2);
  return false;
}

// Pushes the first key and its value, found without a list; nil if there is none.
static int search_first(lua_State *L) {
  bl_key_rank first, rank;
  size_t turns = 0;
  lua_pushnil(L);  // for the key
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    lua_pop(L, 1);
    bl_rank_at(L, -1, &rank);
    if (turns++ % BL_TURNS == 0) bl_check_time(L);
    if (turns > 1 && bl_compare_ranks(&rank, &first) > 0) continue;
    first = rank;
    lua_copy(L, -1, 3);
  }
  if (turns == 0) return 1;
  lua_pushvalue(L, 3);
  lua_rawget(L, 1);
  return 2;
}

static int step(lua_State *L, bl_vm *vm, bool is_of_next) {
  const void *table = lua_topointer(L, 1);
  int type = lua_type(L, 2);
  if (type == LUA_TNIL) {
    if (push_index(L, 1)) return 2;
    if (!is_of_next) return bl_go_on(L, vm, bl_begin_walk(L, vm, NULL, false));
    if (vm->has_walked) bl_forget_walks_of_next(vm, table);
    return search_first(L);
  }
  if (type == LUA_TNUMBER && lua_isinteger(L, 2)) {
    lua_Integer index = lua_tointeger(L, 2);
    if (index > 0 && index < LUA_MAXINTEGER && push_index(L, index + 1)) return 2;
  }
  bl_key_rank key;
  bl_rank_at(L, 2, &key);
  bl_walker *walker = vm->has_walked ? bl_find_walker(vm, table, &key, is_of_next) : NULL;
  if (walker) return bl_go_on(L, vm, walker);
  lua_pushvalue(L, 2);
  lua_next(L, 1);  // raises if there is no such key
  lua_settop(L, 2);
  return bl_go_on(L, vm, bl_begin_walk(L, vm, &key, is_of_next));
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
  bl_open_walkers(L, vm);
  lua_register(L, "next", base_next);
  lua_register(L, "pairs", base_pairs);
}
