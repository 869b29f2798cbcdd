// Scripts: loading them, running their functions on records, and handling their errors.
#pragma once

#include "objects/objects.h"

// ---- entries.c

// Whether the host uses a global, or a key of the table that a script returns, with this name.
bool bl_is_of_host(bl_text name);

// Stores the functions of the table at `index` that the host calls; raw access. Raises an error for
// a value that cannot be called.
void bl_take_entries(lua_State *L, int index);

// Reads `stateless`, `options` and `columns` of the table at `index`, or the globals of these
// names. Raises an error for a value that does not fit.
void bl_take_settings(lua_State *L, int index);

// Pushes the function of the prelude that reads `options` and `columns`.
void bl_push_reader(lua_State *L);

// ---- records.c

// Pushes the second argument of code that is the body of transform: the body of the request, or of
// the response, at stack position `record`. The owner of the record is at 2.
void bl_push_body(lua_State *L, bl_vm *vm, int record);

// ---- handler.c

int bl_handle_error(lua_State *L);  // the message handler of calls
