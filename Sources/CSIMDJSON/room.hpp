// Memory of an index.
#pragma once

#include <simdjson.h>

#include <cstdlib>

#include "csimdjson.h"

namespace csj {

template <typename T>
inline int grow(T *&items, uint32_t &capacity, size_t wanted) {
  if (wanted <= capacity) return CSJ_OK;
  size_t next = capacity ? capacity : 64;
  while (next < wanted) next *= 2;
  T *grown = next > UINT32_MAX ? nullptr : static_cast<T *>(realloc(items, next * sizeof(T)));
  if (!grown) return CSJ_OUT_OF_MEMORY;
  items = grown;
  capacity = uint32_t(next);
  return CSJ_OK;
}

// Clears the index for a text of `length` bytes.
inline int start(csj_index &index, size_t length) {
  index.node_count = index.line_count = index.physical_lines = index.unpaired = 0;
  return length >= simdjson::SIMDJSON_MAXSIZE_BYTES ? CSJ_TOO_LONG : CSJ_OK;
}

}  // namespace csj
