// Why a line is not JSON.
#pragma once

#include "csimdjson.h"

namespace csj {

// Finds out why the first stage rejects a line: the first malformed sequence, control character in
// a string, or unclosed string. False if there is none; then the cause is an escaped character that
// is not ASCII, which only the fallback for CPUs without SIMD rejects at this stage.
bool explain(const uint8_t *bytes, csj_line &line);

}  // namespace csj
