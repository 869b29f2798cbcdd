// load: text, whole or in pieces from a function. Bytecode is refused, because Lua does not verify
// it.

#include "code/code.h"
#include "libraries/libraries.h"

enum { ARGUMENTS = 4, PIECE };

// A lua_Reader for the pieces of the function at 1; may raise.
static const char *next_piece(lua_State *L, void *context, size_t *size) {
  bl_pieces *pieces = context;
  luaL_checkstack(L, 2, "too many nested functions");
  bl_check_time(L);  // a C function runs no hook
  lua_pushvalue(L, 1);
  lua_call(L, 0, 1);
  *size = 0;
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return NULL;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "reader function must return a string");
  lua_replace(L, PIECE);
  const char *text = lua_tolstring(L, PIECE, size);
  pieces->length += *size;
  if (pieces->length > BL_MAX_SOURCE) luaL_error(L, "the text is larger than 16 MiB");
  bl_note_piece(vm_of(L), pieces, text, *size);
  return text;
}

static int load_pieces(lua_State *L, const char *name) {
  bl_pieces pieces = {0};
  lua_settop(L, PIECE);
  int status = lua_load(L, next_piece, &pieces, name, "t");
  return status == LUA_OK ? bl_mend_breaks(L, name) : status;
}

static int load_text(lua_State *L, const char *name) {
  size_t length;
  const char *text = lua_tolstring(L, 1, &length);
  if (length > BL_MAX_SOURCE) {
    lua_pushliteral(L, "the text is larger than 16 MiB");
    return LUA_ERRSYNTAX;
  }
  bl_note_text(vm_of(L), text, length);
  return bl_load(L, text, length, name);
}

static int base_load(lua_State *L) {
  bool is_text = lua_isstring(L, 1);
  if (!is_text) luaL_checktype(L, 1, LUA_TFUNCTION);
  const char *name = luaL_optstring(L, 2, is_text ? lua_tostring(L, 1) : "=(load)");
  const char *mode = luaL_optstring(L, 3, "t");
  bool has_environment = !lua_isnone(L, 4);
  lua_settop(L, ARGUMENTS);
  int status = LUA_ERRSYNTAX;
  if (!strchr(mode, 't')) {
    lua_pushfstring(L, "attempt to load a text chunk (mode is '%s')", mode);
  } else {
    status = is_text ? load_text(L, name) : load_pieces(L, name);
  }
  if (is_over(vm_of(L))) return bl_stop(L);
  if (status != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(L, 4);
    if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  }
  return 1;
}

void bl_open_load(lua_State *L) { lua_register(L, "load", base_load); }
