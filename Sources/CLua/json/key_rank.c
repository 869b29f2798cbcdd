// The order in which the keys of a table are written.
#include <stdlib.h>

#include "json/json.h"

// An open-addressing table of names, at most half full.
struct bl_order {
  size_t mask;
  bl_name slots[];
};

static inline size_t hash(const char *bytes, size_t length) {
  const unsigned char *at = (const unsigned char *)bytes;
  uint32_t few = (uint32_t)at[0] | (uint32_t)at[length / 2] << 8 | (uint32_t)at[length - 1] << 16;
  return ((few | (uint32_t)length << 24) * 0x9E3779B1u) >> 12;
}

bl_order *bl_order_new(const bl_name *names, size_t count) {
  size_t size = 16;
  while (size < 4 * count) size *= 2;
  bl_order *order = calloc(1, sizeof *order + size * sizeof *order->slots);
  if (!order) return NULL;
  order->mask = size - 1;
  for (size_t i = 0; i < count; i++) {
    size_t at = hash(names[i].bytes, names[i].length);
    while (order->slots[at & order->mask].length) at++;
    order->slots[at & order->mask] = names[i];
  }
  return order;
}

uint32_t bl_rank(const bl_order *order, const char *bytes, size_t length) {
  if (length == 0) return UINT32_MAX;
  for (size_t at = hash(bytes, length);; at++) {
    const bl_name *name = &order->slots[at & order->mask];
    if (name->length == 0) return UINT32_MAX;
    if (name->length == length && memcmp(name->bytes, bytes, length) == 0) return name->rank;
  }
}
