// Lua's libraries as scripts have them.
#pragma once

#include <lualib.h>

#include "objects/objects.h"

// ---- library.c

void bl_open_libraries(lua_State *L);

// ---- override.c

// Puts a function in the place of a library's, which becomes its upvalue.
void bl_override(lua_State *L, const char *library, const char *name, lua_CFunction function);
void bl_set_globals(lua_State *L, const luaL_Reg *functions);
// Goes on as that upvalue, a plain C function: its messages name ours, as what was called.
int bl_call_original(lua_State *L);

// ---- over Lua's own

void bl_open_base(lua_State *L);
void bl_say(bl_vm *vm, const char *text, size_t length);  // what is printed; raises nothing
void bl_open_tables(lua_State *L);
void bl_open_numbers(lua_State *L);
void bl_open_pcall(lua_State *L);
void bl_open_load(lua_State *L);
void bl_open_random(lua_State *L);
void bl_open_coroutines(lua_State *L);

// ---- debug.c

void bl_open_debug(lua_State *L);  // over what is left of Lua's own
void bl_note_module(lua_State *L, const char *chunk);  // the name of a chunk that require loads

// ---- modules.c

void bl_open_modules(lua_State *L);  // when all libraries are there

// ---- io.c, trusted.c

void bl_open_io(lua_State *L);
void bl_open_trusted(lua_State *L);  // io and os for scripts that one trusts
