// Scripts: loading them, running their functions on records, and handling their errors.
#pragma once

#include "objects/objects.h"

// ---- scripts.c

// Whether the host uses a global, or a key of the table that a script returns, with this name.
bool bl_is_of_host(bl_text name);

// ---- records.c

// Pushes the second argument of code that is the body of transform: the body of the request, or of
// the response, at stack position `record`. The owner of the record is at 2.
void bl_push_body(lua_State *L, bl_vm *vm, int record);

// ---- handler.c

int bl_handle_error(lua_State *L);  // the message handler of calls
