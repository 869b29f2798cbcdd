// Iterating over tables; see walkers.c. The table is at stack position 1.
#pragma once

#include "order/order.h"

typedef struct bl_walker bl_walker;

void bl_open_walkers(lua_State *L, bl_vm *vm);
// The walker whose last key in a table is `key`; of several, the last used one.
bl_walker *bl_find_walker(bl_vm *vm, const void *table, const bl_key_rank *key, bool is_of_next);
// A new walker for the keys behind `after`, or for all if NULL.
bl_walker *bl_begin_walk(lua_State *L, bl_vm *vm, const bl_key_rank *after, bool is_of_next);
// Pushes the next key that still has a value, and the value; nil at the end.
int bl_go_on(lua_State *L, bl_vm *vm, bl_walker *walker);
// Drops the walkers of next for a table, which may be out of date when a new iteration begins.
void bl_forget_walks_of_next(bl_vm *vm, const void *table);
