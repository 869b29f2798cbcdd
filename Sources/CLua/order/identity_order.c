// The order of keys that have only an identity: tables, functions, coroutines, objects of the host,
// json.null. Addresses are not used, because they differ from run to run.
#define _GNU_SOURCE  // dladdr
#include <dlfcn.h>

#include "order/order.h"

// The parts of `length` for keys that have only an identity: the type, and a group within it.
static const uint64_t one_type = (uint64_t)1 << 56;
enum { OWN_CODE, OTHER_CODE, MADE };

// A C function without upvalues has no block; it is ordered by its offset in its library.
static void rank_code(const void *code, bl_key_rank *rank) {
  Dl_info its, own;
  bool is_known = dladdr(code, &its) && dladdr(&bl_key_owners, &own);
  rank->length += is_known && its.dli_fbase == own.dli_fbase ? OWN_CODE : OTHER_CODE;
  rank->integer = (lua_Integer)(uintptr_t)code;
  if (is_known) rank->integer -= (lua_Integer)(uintptr_t)its.dli_fbase;
}

static void rank_function(lua_State *L, int index, bl_key_rank *rank) {
  const void *block = lua_topointer(L, index);
  if ((uintptr_t)block == (uintptr_t)lua_tocfunction(L, index)) return rank_code(block, rank);
  rank->length += MADE;
  rank->integer = (lua_Integer)bl_number_of(block);
}

static const bl_numbered *numbered_at(lua_State *L, int index) {
  const bl_numbered *numbered = lua_touserdata(L, index);
  if (lua_rawlen(L, index) < sizeof *numbered) return NULL;
  bool has_number = numbered->magic == BL_HANDLE_MAGIC || numbered->magic == BL_REGEX_MAGIC ||
                    numbered->magic == BL_STREAM_MAGIC;
  return has_number ? numbered : NULL;
}

// By type and id: an object that was collected and made again has the same rank.
static void rank_object(lua_State *L, int index, bl_key_rank *rank) {
  const bl_object *object = object_at(L, index);
  if (object) {
    bl_vm *vm = vm_of(L);
    lua_getiuservalue(L, index, 1);
    uint64_t number = vm->host.order ? vm->host.order(vm->context, object) : 0;
    rank->length += number ? number : ((const bl_owner *)lua_touserdata(L, -1))->number;
    rank->integer = (lua_Integer)bl_object_key(object->type, object->id);
    lua_pop(L, 1);
  } else {
    const bl_numbered *numbered = numbered_at(L, index);
    // A userdata without a number is a file of Lua's own io.
    rank->integer = numbered ? (lua_Integer)numbered->number
                              : (lua_Integer)(uintptr_t)lua_touserdata(L, index);
  }
}

void bl_rank_other(lua_State *L, int index, bl_key_rank *rank) {
  int type = lua_type(L, index);
  rank->length = (uint64_t)type * one_type;
  switch (type) {
    case LUA_TFUNCTION: return rank_function(L, index, rank);
    case LUA_TUSERDATA: return rank_object(L, index, rank);
    case LUA_TTABLE:
      rank->integer = (lua_Integer)bl_number_of(lua_topointer(L, index));
      return;
    case LUA_TTHREAD:
      rank->integer = (lua_Integer)bl_number_of(lua_getextraspace(lua_tothread(L, index)));
      return;
    default: rank->integer = 0; return;  // json.null
  }
}
