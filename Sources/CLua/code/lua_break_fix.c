// Loading text, without a bug of Lua 5.4.0 to 5.4.4: `break` out of a generic `for` with a captured
// variable in its body does not close the loop's closing value. The end of a loop is
//
//   TFORLOOP A …    continues with the next iteration
//   CLOSE    A      those compilers write A + 4 here, so the value at A + 3 is not closed
//
// A function with that code is dumped, mended and loaded again. Nothing else compiles to it,
// because no block that ends with the loop begins at A + 4.
#include "code/code.h"

#if BL_MENDS_LUA
enum { HIDDEN = 4 };  // variables of a generic `for`

static void mend_code(void *context, const bl_code *code) {
  size_t *mended = context;
  for (size_t i = 1; i < code->count; i++) {
    uint32_t before = bl_instruction(code, i - 1), here = bl_instruction(code, i);
    if (bl_op(before) != OP_TFORLOOP || bl_op(here) != OP_CLOSE) continue;
    if (bl_a(here) != bl_a(before) + HIDDEN) continue;
    here -= HIDDEN << 7;
    memcpy(code->instructions + 4 * i, &here, 4);
    ++*mended;
  }
}

// Mends a dump; returns whether something was changed and the whole dump could be parsed.
static bool mend(char *bytes, size_t length) {
  size_t mended = 0;
  return bl_walk_code(NULL, bytes, length, mend_code, &mended) && mended > 0;
}

int bl_load(lua_State *L, const char *text, size_t length, const char *name) {
  int status = luaL_loadbufferx(L, text, length, name, "t");
  if (status != LUA_OK) return status;
  if (!bl_mentions(text, length, "for") || !bl_mentions(text, length, "break")) return LUA_OK;
  return bl_mend_breaks(L, name);
}

int bl_mend_breaks(lua_State *L, const char *name) {
  int status = LUA_OK;
  size_t size;
  char *dump = bl_push_dump(L, &size);
  if (mend(dump, size)) {
    status = luaL_loadbufferx(L, dump, size, name, "b");
    lua_replace(L, -3);
  }
  lua_pop(L, 1);
  return status;
}
#endif
