// Lua 5.4 behind a C boundary. This target is the only code of the package that may raise a Lua
// error (lua_error is a longjmp, which must never cross a Swift frame).
//
// Swift calls the functions below; none of them raises. Lua calls Swift through `bl_host`: its
// functions get plain data, return a status and a value, and never call back into anything that
// raises. When the status is not BL_OK, C raises the text of `bl_fail` after Swift has returned.
#pragma once

#include "host.h"
#include "json.h"
#include "script.h"
#include "state.h"
#include "values.h"
