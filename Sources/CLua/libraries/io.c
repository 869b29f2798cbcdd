// io for scripts. Output goes to standard error, because standard output carries data. Functions
// that would open a file raise an error that names an alternative.

#include "libraries/libraries.h"

typedef struct {
  bl_numbered numbered;
  bool is_input;
  const char *name;
} bl_stream;

static const char *const names[] = {"stdin", "stdout", "stderr", NULL};

static bl_stream *stream_at(lua_State *L, int index) {
  return luaL_testudata(L, index, LUA_FILEHANDLE);
}

static bl_stream *check_stream(lua_State *L) { return luaL_checkudata(L, 1, LUA_FILEHANDLE); }

// Writes the arguments from `first` on; returns the stream on top.
static int write_arguments(lua_State *L, int first) {
  int count = lua_gettop(L) - 1;
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = first; i <= count; i++) {
    if (bl_is_digits(L, i)) {
      bl_to_text(L, i, NULL);
    } else {
      luaL_checkstring(L, i);
      lua_pushvalue(L, i);
    }
    luaL_addvalue(&line);
  }
  luaL_pushresult(&line);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  bl_say(vm_of(L), text, length);
  lua_pop(L, 1);
  return 1;
}

static int stream_write(lua_State *L) {
  bl_stream *stream = check_stream(L);
  if (stream->is_input) return luaL_error(L, "io.stdin is not open for writing");
  lua_pushvalue(L, 1);
  return write_arguments(L, 2);
}

// The upvalue is io.stdout.
static int io_write(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return write_arguments(L, 1);
}

static int io_output(lua_State *L) {
  if (!lua_isnoneornil(L, 1)) {
    return luaL_error(L, "io.output is not available; batch.writer(path) writes files");
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

static int stream_flush(lua_State *L) {
  check_stream(L);
  lua_settop(L, 1);
  return 1;
}

static int io_flush(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

static int stream_setvbuf(lua_State *L) {
  check_stream(L);
  lua_pushboolean(L, 1);
  return 1;
}

static int stream_close(lua_State *L) {
  check_stream(L);
  lua_pushnil(L);
  lua_pushliteral(L, "cannot close standard file");
  return 2;
}

static int io_close(lua_State *L) {
  if (lua_isnone(L, 1)) lua_pushvalue(L, lua_upvalueindex(1));
  return stream_close(L);
}

static int stream_seek(lua_State *L) {
  check_stream(L);
  lua_pushnil(L);
  lua_pushliteral(L, "Illegal seek");
  lua_pushinteger(L, 29);
  return 3;
}

static int stream_text(lua_State *L) {
  lua_pushfstring(L, "file (%s)", check_stream(L)->name);
  return 1;
}

static int io_type(lua_State *L) {
  luaL_checkany(L, 1);
  if (stream_at(L, 1)) lua_pushliteral(L, "file");
  else lua_pushnil(L);
  return 1;
}

// Raises the message in the upvalue.
static int refuse(lua_State *L) {
  return luaL_error(L, "%s", lua_tostring(L, lua_upvalueindex(1)));
}

static void add_refusals(lua_State *L, const char *const (*refusals)[2]) {
  for (; (*refusals)[0]; refusals++) {
    lua_pushstring(L, (*refusals)[1]);
    lua_pushcclosure(L, refuse, 1);
    lua_setfield(L, -2, (*refusals)[0]);
  }
}

#define NO_INPUT " is not available; the inputs of the run come to transform as records"

static void add_methods(lua_State *L) {
  static const luaL_Reg methods[] = {
      {"write", stream_write}, {"flush", stream_flush}, {"setvbuf", stream_setvbuf},
      {"close", stream_close}, {"seek", stream_seek},   {NULL, NULL},
  };
  static const char *const refusals[][2] = {
      {"read", "file:read" NO_INPUT}, {"lines", "file:lines" NO_INPUT}, {NULL},
  };
  luaL_newmetatable(L, LUA_FILEHANDLE);
  luaL_newlib(L, methods);
  add_refusals(L, refusals);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, stream_text);
  lua_setfield(L, -2, "__tostring");
  lua_pushliteral(L, LUA_FILEHANDLE);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
}

static void add_streams(lua_State *L) {
  for (int i = 0; names[i]; i++) {
    bl_stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    *stream = (bl_stream){{BL_STREAM_MAGIC, 0, (uint64_t)i + 1}, i == 0, names[i]};
    luaL_setmetatable(L, LUA_FILEHANDLE);
    lua_setfield(L, -2, names[i]);
  }
}

void bl_open_io(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"write", io_write}, {"output", io_output}, {"flush", io_flush}, {"close", io_close},
      {NULL, NULL},
  };
  static const char *const refusals[][2] = {
      {"open", "io.open is not available; batch.readfile(path), batch.lines(path) and "
               "batch.reader(path) read files, batch.writer(path) writes them"},
      {"lines", "io.lines is not available; batch.lines(path) reads a file line by line"},
      {"read", "io.read" NO_INPUT},
      {"input", "io.input" NO_INPUT},
      {"popen", "io.popen is not available: scripts start no programs, unless the run allows them all of io"},
      {"tmpfile", "io.tmpfile is not available; batch.writer(path) writes files"},
      {NULL},
  };
  add_methods(L);
  lua_newtable(L);
  add_streams(L);
  add_refusals(L, refusals);
  lua_pushcfunction(L, io_type);
  lua_setfield(L, -2, "type");
  lua_getfield(L, -1, "stdout");
  for (const luaL_Reg *function = functions; function->name; function++) {
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, function->func, 1);
    lua_setfield(L, -3, function->name);
  }
  lua_pop(L, 1);
  lua_setglobal(L, LUA_IOLIBNAME);
}
