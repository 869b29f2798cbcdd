// Iterating and sorting in an order that is the same on every run.
//
// Lua iterates over a table by the hashes of its keys, which depend on addresses and on a seed that
// the system's Lua takes from the clock, as does the pivot of its table.sort. Here the order of
// keys depends on the keys alone, and sorting is a stable merge.
#pragma once

#include "objects/objects.h"

// The rank of a key among those of its table: integers from 1 ascending, then other numbers
// ascending, strings by bytes, false, true, json.null, and then other keys by type: functions of
// libraries by their offsets, objects of the host by owner and id, all others in the order of their
// creation. Borrows the bytes of strings.
typedef struct {
  union {
    lua_Integer integer;
    lua_Number number;
    const char *bytes;
  };
  size_t length;  // of a string; for other keys the type and a group within it
  uint64_t kind : 8;
  uint64_t index : 56;  // for the caller of bl_sort_ranks
} bl_key_rank;

// ---- key_order.c; bl_sort_ranks raises when the call is late, nothing else raises

void bl_rank_at(lua_State *L, int index, bl_key_rank *rank);
bool bl_is_same_rank(const bl_key_rank *a, const bl_key_rank *b);
int bl_compare_ranks(const bl_key_rank *a, const bl_key_rank *b);
void bl_sort_ranks(lua_State *L, bl_key_rank *ranks, size_t count);  // of different keys

// ---- identity_order.c; raises nothing

void bl_rank_other(lua_State *L, int index, bl_key_rank *rank);  // of a kind that only it has

// ---- pairs.c

void bl_open_pairs(lua_State *L);  // replaces Lua's own
int bl_walk(lua_State *L);         // the iterator of pairs, also for host objects; no metamethods
void bl_end_walks(bl_vm *vm);      // raises nothing

// ---- sort.c

int bl_table_sort(lua_State *L);  // of a list whose length was checked
