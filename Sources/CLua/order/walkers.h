// Walks over tables; see walkers.c. The table is at stack position 1.
#pragma once

#include "order/order.h"

typedef struct bl_walker bl_walker;

void bl_open_walkers(lua_State *L, bl_vm *vm);
// The walker that is at a key of a table; of several, the one that was used last.
bl_walker *bl_find_walker(bl_vm *vm, const void *table, const bl_place *key, bool is_of_next);
// One for the keys behind `after` (NULL: all).
bl_walker *bl_begin_walk(lua_State *L, bl_vm *vm, const bl_place *after, bool is_of_next);
// Pushes the next key that still has a value, with it; nil at the end of the walk.
int bl_go_on(lua_State *L, bl_vm *vm, bl_walker *walker);
// A walk by next begins: older walkers of that table may be out of date.
void bl_forget_walks_of_next(bl_vm *vm, const void *table);
