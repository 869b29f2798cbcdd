// Why a line is no JSON.
#pragma once

#include "csimdjson.h"

namespace csj {

// Why the first stage refuses a line: the first malformed sequence, control character in a string,
// or string without an end. False where none is; then it was an escape of a character that is not
// ASCII, which only the fallback for CPUs without SIMD refuses at this stage.
bool explain(const uint8_t *bytes, csj_line &line);

}  // namespace csj
