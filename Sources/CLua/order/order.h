// Orders that are the same on every run: of the keys of Lua tables, and of what is sorted.
//
// Lua walks a table by the hashes of its keys, which depend on addresses and on a seed that the
// system's Lua takes from the clock; so does the pivot of its table.sort. Here the order of keys
// follows from the keys alone, and sorting is a stable merge.
#pragma once

#include "objects/objects.h"

// The place of a key among those of its table: integers from 1 ascending, then other numbers
// ascending, strings by bytes, false, true. Others come last, json.null before them, type by type:
// functions of libraries as they lie there, objects of the host by their places, all else in the
// order in which it was made. Borrows what it points to.
typedef struct {
  union {
    lua_Integer integer;
    lua_Number number;
    const char *bytes;
  };
  size_t length;  // of a string; of others the type and what they belong to
  uint64_t kind : 8;
  uint64_t index : 56;  // for those who sort
} bl_place;

// ---- key_order.c; bl_sort_places raises when the call is late, nothing else raises

void bl_place_at(lua_State *L, int index, bl_place *place);
bool bl_is_same_place(const bl_place *a, const bl_place *b);
int bl_compare_places(const bl_place *a, const bl_place *b);
void bl_sort_places(lua_State *L, bl_place *places, size_t count);  // of different keys

// ---- identity_order.c; raises nothing

void bl_place_other(lua_State *L, int index, bl_place *place);  // of a kind that only it has

// ---- pairs.c

void bl_open_pairs(lua_State *L);  // over Lua's own
int bl_walk(lua_State *L);         // the iterator of pairs, also of host objects; no metamethods
void bl_end_walks(bl_vm *vm);      // raises nothing

// ---- sort.c

int bl_table_sort(lua_State *L);  // of a list whose length is no lie
