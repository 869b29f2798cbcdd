// The order of keys that have an identity but no value: tables, functions, coroutines, objects of
// the host, json.null. Not by their addresses, which differ from run to run.
#define _GNU_SOURCE  // dladdr
#include <dlfcn.h>

#include "order/order.h"

// Parts of `length` of what has neither value nor text: the type, and what comes first in it.
static const uint64_t one_type = (uint64_t)1 << 56;
enum { OWN_CODE, OTHER_CODE, MADE };

// A C function without upvalues has no block: its offset in its library.
static void place_code(const void *code, bl_place *place) {
  Dl_info its, own;
  bool is_known = dladdr(code, &its) && dladdr(&bl_key_owners, &own);
  place->length += is_known && its.dli_fbase == own.dli_fbase ? OWN_CODE : OTHER_CODE;
  place->integer = (lua_Integer)(uintptr_t)code;
  if (is_known) place->integer -= (lua_Integer)(uintptr_t)its.dli_fbase;
}

static void place_function(lua_State *L, int index, bl_place *place) {
  const void *block = lua_topointer(L, index);
  if ((uintptr_t)block == (uintptr_t)lua_tocfunction(L, index)) return place_code(block, place);
  place->length += MADE;
  place->integer = (lua_Integer)bl_number_of(block);
}

static const bl_numbered *numbered_at(lua_State *L, int index) {
  const bl_numbered *numbered = lua_touserdata(L, index);
  if (lua_rawlen(L, index) < sizeof *numbered) return NULL;
  bool has_number = numbered->magic == BL_HANDLE_MAGIC || numbered->magic == BL_REGEX_MAGIC ||
                    numbered->magic == BL_STREAM_MAGIC;
  return has_number ? numbered : NULL;
}

// An object may have been collected and made again, its place stays.
static void place_object(lua_State *L, int index, bl_place *place) {
  const bl_object *object = object_at(L, index);
  if (object) {
    bl_vm *vm = vm_of(L);
    lua_getiuservalue(L, index, 1);
    uint64_t number = vm->host.order ? vm->host.order(vm->context, object) : 0;
    place->length += number ? number : ((const bl_owner *)lua_touserdata(L, -1))->number;
    place->integer = (lua_Integer)bl_object_key(object->type, object->id);
    lua_pop(L, 1);
  } else {
    const bl_numbered *numbered = numbered_at(L, index);
    // Without a number is a file of Lua's own io.
    place->integer = numbered ? (lua_Integer)numbered->number
                              : (lua_Integer)(uintptr_t)lua_touserdata(L, index);
  }
}

void bl_place_other(lua_State *L, int index, bl_place *place) {
  int type = lua_type(L, index);
  place->length = (uint64_t)type * one_type;
  switch (type) {
    case LUA_TFUNCTION: return place_function(L, index, place);
    case LUA_TUSERDATA: return place_object(L, index, place);
    case LUA_TTABLE:
      place->integer = (lua_Integer)bl_number_of(lua_topointer(L, index));
      return;
    case LUA_TTHREAD:
      place->integer = (lua_Integer)bl_number_of(lua_getextraspace(lua_tothread(L, index)));
      return;
    default: place->integer = 0; return;  // json.null
  }
}
