// Lua's libraries for scripts.
#pragma once

#include <lualib.h>

#include "objects/objects.h"

// ---- library.c

void bl_open_libraries(lua_State *L);

// ---- override.c

// Replaces a function of a library; the original becomes the upvalue of the new one.
void bl_override(lua_State *L, const char *library, const char *name, lua_CFunction function);
void bl_set_globals(lua_State *L, const luaL_Reg *functions);
// Calls that upvalue, a plain C function, in the same frame, so that its messages name the called
// function.
int bl_call_original(lua_State *L);

// ---- these replace functions of Lua

void bl_open_base(lua_State *L);
void bl_say(bl_vm *vm, const char *text, size_t length);  // prints; raises nothing
void bl_open_tables(lua_State *L);
void bl_open_numbers(lua_State *L);
void bl_open_pcall(lua_State *L);
void bl_open_load(lua_State *L);
void bl_open_random(lua_State *L);
void bl_open_coroutines(lua_State *L);

// ---- debug.c

void bl_open_debug(lua_State *L);  // replaces Lua's own
void bl_note_module(lua_State *L, const char *chunk);  // registers a chunk that require loads

// ---- modules.c

void bl_open_modules(lua_State *L);  // after all libraries

// ---- io.c, trusted.c

void bl_open_io(lua_State *L);
void bl_open_trusted(lua_State *L);  // io and os for trusted scripts
