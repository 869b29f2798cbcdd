// Scripts: loading them, running their functions on records, and what is said when they fail.
#pragma once

#include "objects/objects.h"

// ---- scripts.c

// Whether a global, or a key of the table that a script returns, is a function or a setting that is
// taken from it.
bool bl_is_of_host(bl_text name);

// ---- records.c

// Pushes the second argument of code that is the body of transform: the body of the request at a
// stack position, or of the response. The owner of the record stands at 2.
void bl_push_body(lua_State *L, bl_vm *vm, int record);

// ---- handler.c

int bl_handle_error(lua_State *L);  // the message handler of calls
