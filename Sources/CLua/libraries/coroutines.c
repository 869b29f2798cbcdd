// Coroutines. Closing them nests on the C stack, which Lua 5.4.4 does not limit; this does.
#include "libraries/libraries.h"

enum { MOST_CLOSING = 100 };

static int reset_thread(lua_State *L, lua_State *thread) {
  bl_vm *vm = vm_of(L);
  if (vm->closing >= MOST_CLOSING) return luaL_error(L, "too many nested coroutine closes");
  vm->closing++;
  vm->running = thread;
  int status = lua_resetthread(thread);
  vm->running = L;
  bl_follow(L);
  vm->closing--;
  return status;
}

static lua_State *check_thread(lua_State *L) {
  lua_State *thread = lua_tothread(L, 1);
  luaL_argexpected(L, thread, 1, "thread");
  return thread;
}

// Why a coroutine cannot be closed, or NULL.
static const char *activity(lua_State *L, lua_State *thread) {
  if (L == thread) return "running";
  lua_Debug frame;
  bool is_active = lua_status(thread) == LUA_OK && lua_getstack(thread, 0, &frame);
  return is_active ? "normal" : NULL;
}

static int thread_close(lua_State *L) {
  lua_State *thread = check_thread(L);
  const char *active = activity(L, thread);
  if (active) return luaL_error(L, "cannot close a %s coroutine", active);
  if (is_over(vm_of(L))) return bl_stop(L);
  int status = reset_thread(L, thread);
  if (is_over(vm_of(L))) return bl_stop(L);
  if (status == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_xmove(thread, L, 1);
  return 2;
}

// Resumes with `count` arguments on top; returns the number of results, or -1 with the error on
// top. Raises if the call is over.
static int resume(lua_State *L, lua_State *thread, int count) {
  bl_vm *vm = vm_of(L);
  int results, requiring = vm->requiring;
  if (is_over(vm)) return bl_stop(L);
  if (!lua_checkstack(thread, count)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, thread, count);
  vm->running = thread;
  int status = lua_resume(thread, L, count, &results);
  vm->running = L;
  bl_follow(L);
  if (is_over(vm)) return bl_stop(L);
  if (status != LUA_OK && status != LUA_YIELD) {
    vm->requiring = requiring;
    lua_xmove(thread, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(thread, results);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  lua_xmove(thread, L, results);
  return results;
}

static int thread_resume(lua_State *L) {
  lua_State *thread = check_thread(L);
  int results = resume(L, thread, lua_gettop(L) - 1);
  lua_pushboolean(L, results >= 0);
  lua_insert(L, results < 0 ? -2 : -(results + 1));
  return results < 0 ? 2 : results + 1;
}

static int thread_wrapped(lua_State *L) {
  lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
  int results = resume(L, thread, lua_gettop(L));
  if (results >= 0) return results;
  int status = lua_status(thread);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_pop(L, 1);
    reset_thread(L, thread);
    lua_xmove(thread, L, 1);
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

// Pushes a thread for the function at position 1, with a deep stack if the main stack is deep.
static void new_thread(lua_State *L) {
  lua_State *thread = lua_newthread(L);
  bl_deepen_thread(vm_of(L), thread);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
}

static int thread_create(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  new_thread(L);
  return 1;
}

static int thread_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  new_thread(L);
  lua_pushcclosure(L, thread_wrapped, 1);
  return 1;
}

void bl_open_coroutines(lua_State *L) {
  static const luaL_Reg threads[] = {
      {"create", thread_create}, {"close", thread_close},
      {"resume", thread_resume}, {"wrap", thread_wrap},
      {NULL, NULL},
  };
  lua_getglobal(L, LUA_COLIBNAME);
  luaL_setfuncs(L, threads, 0);
  lua_pop(L, 1);
}
