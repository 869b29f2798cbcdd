// Loading text, without a fault of Lua 5.4.0 to 5.4.4: `break` out of a generic `for`, a variable
// of whose body was captured, does not close the loop's closing value. The end of a loop is
//
//   TFORLOOP A …    on to the next turn
//   CLOSE    A      and those compilers say A + 4 here: what is at A + 3 stays open
//
// A function with that code is dumped, mended and loaded again. Nothing else compiles to it: no
// block that ends with the loop begins at A + 4.
#include "internal.h"

enum { OP_CLOSE = 54, OP_TFORLOOP = 77 };  // of Lua 5.4, as all else of its dumps
enum { HIDDEN = 4 };                       // variables of a generic `for`
enum { NUMBER_FLOAT = 0x13, NUMBER_INTEGER = 0x03, STRING_SHORT = 0x04, STRING_LONG = 0x14 };

static const char head[] = LUA_SIGNATURE "\x54\0\x19\x93\r\n\x1a\n\4\10\10";
enum { HEAD = sizeof head - 1, SAMPLES = 16, DEEPEST = 250 };

// A walk over a dump; `at` is NULL from where it is not understood.
typedef struct {
  char *at, *end;
  size_t mended;
} bl_dump;

static void skip(bl_dump *dump, size_t count, size_t size) {
  if (dump->at && count <= (size_t)(dump->end - dump->at) / size) dump->at += count * size;
  else dump->at = NULL;
}

static size_t take_byte(bl_dump *dump) {
  skip(dump, 1, 1);
  return dump->at ? (unsigned char)dump->at[-1] : 0;
}

static size_t take_size(bl_dump *dump) {
  size_t size = 0, byte;
  do {
    byte = take_byte(dump);
    if (size >> 56) dump->at = NULL;
    size = size << 7 | (byte & 0x7F);
  } while (dump->at && !(byte & 0x80));
  return dump->at ? size : 0;
}

static void skip_sizes(bl_dump *dump, size_t count) {
  while (dump->at && count-- > 0) take_size(dump);
}

static void skip_string(bl_dump *dump) {
  size_t size = take_size(dump);  // and one; 0: none
  skip(dump, size ? size - 1 : 0, 1);
}

static void skip_constant(bl_dump *dump) {
  size_t kind = take_byte(dump);
  if (kind == NUMBER_FLOAT || kind == NUMBER_INTEGER) skip(dump, 1, 8);
  else if (kind == STRING_SHORT || kind == STRING_LONG) skip_string(dump);
}

static void mend_code(bl_dump *dump) {
  size_t count = take_size(dump);
  char *code = dump->at;
  skip(dump, count, 4);
  uint32_t before, here;
  for (size_t i = 1; dump->at && i < count; i++) {
    memcpy(&before, code + 4 * (i - 1), 4);
    memcpy(&here, code + 4 * i, 4);
    if ((before & 0x7F) != OP_TFORLOOP || (here & 0x7F) != OP_CLOSE) continue;
    uint32_t loop = before >> 7 & 0xFF, closed = here >> 7 & 0xFF;
    if (closed != loop + HIDDEN) continue;
    here -= HIDDEN << 7;
    memcpy(code + 4 * i, &here, 4);
    dump->mended++;
  }
}

static void skip_names(bl_dump *dump, bool has_range) {
  for (size_t count = take_size(dump); dump->at && count > 0; count--) {
    skip_string(dump);
    if (has_range) skip_sizes(dump, 2);
  }
}

static void mend_function(bl_dump *dump, int depth) {
  if (depth > DEEPEST) dump->at = NULL;
  skip_string(dump);    // its source
  skip_sizes(dump, 2);  // its lines
  skip(dump, 3, 1);     // parameters, whether it takes more, its stack
  mend_code(dump);
  for (size_t count = take_size(dump); dump->at && count > 0; count--) skip_constant(dump);
  skip(dump, take_size(dump), 3);  // upvalues
  for (size_t count = take_size(dump); dump->at && count > 0; count--) {
    mend_function(dump, depth + 1);
  }
  skip(dump, take_size(dump), 1);  // the lines of its code
  for (size_t count = take_size(dump); dump->at && count > 0; count--) skip_sizes(dump, 2);
  skip_names(dump, true);   // of its variables
  skip_names(dump, false);  // of its upvalues
}

// Whether something in the dump was mended; it is whole then.
static bool mend(char *bytes, size_t length) {
  bl_dump dump = {bytes + HEAD + SAMPLES + 1, bytes + length, 0};
  if (length < HEAD + SAMPLES + 1 || memcmp(bytes, head, HEAD) != 0) return false;
  mend_function(&dump, 0);
  return dump.at == dump.end && dump.mended > 0;
}

typedef struct {
  bool is_begun;
  luaL_Buffer buffer;
} bl_writing;

static int write(lua_State *L, const void *bytes, size_t length, void *context) {
  bl_writing *writing = context;
  if (!writing->is_begun) luaL_buffinit(L, &writing->buffer);
  writing->is_begun = true;
  luaL_addlstring(&writing->buffer, bytes, length);
  return 0;
}

int bl_load(lua_State *L, const char *text, size_t length, const char *name) {
  int status = luaL_loadbufferx(L, text, length, name, "t");
  if (status != LUA_OK) return status;
  if (!bl_mentions(text, length, "for") || !bl_mentions(text, length, "break")) return LUA_OK;
  return bl_mend_breaks(L, name);
}

int bl_mend_breaks(lua_State *L, const char *name) {
  int status = LUA_OK;
  bl_writing writing = {.is_begun = false};
  lua_dump(L, write, &writing, false);
  size_t size = luaL_bufflen(&writing.buffer);
  bool is_mended = mend(luaL_buffaddr(&writing.buffer), size);
  luaL_pushresult(&writing.buffer);
  if (is_mended) {
    const char *dump = lua_tostring(L, -1);
    status = luaL_loadbufferx(L, dump, size, name, "b");
    lua_replace(L, -3);
  }
  lua_pop(L, 1);
  return status;
}
