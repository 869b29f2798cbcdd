// The state: memory, protected calls, errors, running scripts and records.
#include "boundary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

char bl_key_owners, bl_key_functions, bl_key_array, bl_key_object, bl_key_loaded;

void bl_keep(bl_text *text, const char *bytes, size_t length) {
  if (length > BL_MAX_MESSAGE) length = BL_MAX_MESSAGE;
  char *copy = realloc(text->bytes, length + 1);
  if (!copy) {
    text->length = 0;
    return;
  }
  memcpy(copy, bytes, length);
  copy[length] = 0;
  text->bytes = copy;
  text->length = length;
}

static void forget(bl_text *text) {
  free(text->bytes);
  *text = (bl_text){0};
}

// ---- errors

bool bl_innermost_line(lua_State *L, lua_Debug *frame) {
  for (int level = 0; lua_getstack(L, level, frame); level++) {
    if (!lua_getinfo(L, "Sl", frame) || frame->currentline <= 0) continue;
    if (*frame->source == '@') return true;  // not the host's own code, or text given to load
  }
  return false;
}

static void find_place(lua_State *L, bl_vm *vm) {
  lua_Debug frame;
  vm->prefix[0] = 0;
  if (!bl_innermost_line(L, &frame)) return;
  vm->line = frame.currentline;
  bl_keep(&vm->source, frame.source + 1, frame.srclen ? frame.srclen - 1 : 0);
  snprintf(vm->prefix, sizeof vm->prefix, "%s:%d: ", frame.short_src, frame.currentline);
  vm->named = strlen(frame.short_src) + 1;
}

void bl_mark_place(lua_State *L) {
  bl_vm *vm = vm_of(L);
  if (vm->is_placed) return;
  find_place(L, vm);
  vm->is_placed = true;
}

int bl_raise(lua_State *L, bl_vm *vm) {
  find_place(L, vm);
  lua_pushstring(L, vm->prefix);
  lua_pushlstring(L, vm->failure.bytes ? vm->failure.bytes : "", vm->failure.length);
  lua_concat(L, 2);
  return lua_error(L);
}

void bl_fail(bl_vm *vm, const char *message, size_t length) {
  bl_keep(&vm->failure, message, length);
}

// Pushes field `name` of the object on top, of the owner at 2, or nil where it has none.
static void push_field(lua_State *L, bl_vm *vm, const char *name) {
  bl_object *object = object_at(L, -1);
  bl_value key = {.tag = BL_STRING}, result = {.tag = BL_NIL};
  key.string.bytes = name;
  key.string.length = strlen(name);
  vm->L = L;
  if (object && vm->host.index(vm->context, object, &key, &result) != BL_OK) result.tag = BL_NIL;
  bl_push(L, vm, 2, &result);
}

// Pushes field `name` of the error object at 1, without metamethods of scripts.
static void push_detail(lua_State *L, bl_vm *vm, const char *name) {
  bl_object *object = object_at(L, 1);
  lua_settop(L, 1);
  if (lua_istable(L, 1)) {
    lua_pushstring(L, name);
    lua_rawget(L, 1);
  } else if (object && shape_of(vm, object) != BL_DIGITS) {
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 1);
    push_field(L, vm, name);
  } else {
    lua_pushnil(L);
  }
}

// Keeps that field when it is a text or a number.
static bool keep_detail(lua_State *L, bl_vm *vm, const char *name, bl_text *text) {
  push_detail(L, vm, name);
  size_t length;
  if (!lua_isstring(L, -1)) return false;
  const char *bytes = lua_tolstring(L, -1, &length);
  bl_keep(text, bytes, length);
  return true;
}

// Pushes what a table without message looks like: its JSON text, when the host makes such.
static void push_shown(lua_State *L, bl_vm *vm) {
  bl_value text = {.tag = BL_NIL};
  vm->L = L;
  if (!vm->host.show) {
    lua_pushliteral(L, "a table without 'message'");
  } else if (vm->host.show(vm->context, 1, &text) == BL_OK) {
    bl_push(L, vm, 0, &text);
  } else {
    lua_pushliteral(L, "a table that cannot be shown: ");
    lua_pushlstring(L, vm->failure.bytes ? vm->failure.bytes : "", vm->failure.length);
    lua_concat(L, 2);
  }
}

static int describe(lua_State *L) {
  bl_vm *vm = vm_of(L);
  size_t length;
  keep_detail(L, vm, "code", &vm->code);
  keep_detail(L, vm, "param", &vm->param);
  if (keep_detail(L, vm, "message", &vm->message)) return 0;
  lua_settop(L, 1);
  bool is_plain = lua_istable(L, 1) && luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL;
  if (is_plain) push_shown(L, vm);
  else bl_to_text(L, 1, NULL);
  lua_pushfstring(L, "error object: %s", lua_tostring(L, -1));
  const char *text = lua_tolstring(L, -1, &length);
  bl_keep(&vm->message, text, length);
  return 0;
}

// The length of the places that a message begins with, such as "script.lua:5: ". The last of them
// is the line to blame: that of error's level, or in the coroutine where the error was raised.
static size_t skip_places(bl_vm *vm, const char *text, size_t length) {
  size_t at = 0, named = vm->named;
  while (vm->prefix[0] && length - at > named && !memcmp(text + at, vm->prefix, named)) {
    const char *digits = text + at + named, *end = digits + strspn(digits, "0123456789");
    if (end == digits || end - digits > 8 || strncmp(end, ": ", 2) != 0) break;
    vm->line = (int)strtol(digits, NULL, 10);
    at = (size_t)(end + 2 - text);
  }
  return at;
}

static int handle(lua_State *L) {
  bl_vm *vm = vm_of(L);
  if (is_over(vm)) {
    bl_mark_place(L);
    return 0;
  }
  find_place(L, vm);
  if (lua_type(L, 1) == LUA_TSTRING) {
    size_t length;
    const char *text = lua_tolstring(L, 1, &length);
    size_t start = skip_places(vm, text, length);
    bl_keep(&vm->message, text + start, length - start);
  } else {
    lua_pushcfunction(L, describe);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
      static const char text[] = "an error object that cannot be shown";
      bl_keep(&vm->message, text, sizeof text - 1);
    }
  }
  return 0;
}

static int finish_call(bl_vm *vm, int status) {
  lua_settop(vm->main, 0);
  vm->L = vm->running = vm->main;
  if (vm->has_walked) bl_end_walks(vm);
  if (status == LUA_ERRMEM || vm->is_final) {
    static const char text[] = "not enough memory for the script";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_MEMORY;
  }
  if (vm->is_late) {
    static const char text[] = "the script takes too long";
    bl_keep(&vm->message, text, sizeof text - 1);
    return BL_TIMEOUT;
  }
  if (status == LUA_OK) return BL_DONE;
  if (status == LUA_ERRERR && !vm->message.length) {
    static const char text[] = "an error while handling an error";
    bl_keep(&vm->message, text, sizeof text - 1);
  }
  return BL_ERROR;
}

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument) {
  lua_State *L = vm->main;
  vm->L = vm->running = L;
  vm->line = 0;
  vm->is_placed = false;
  vm->prefix[0] = 0;
  vm->source.length = vm->message.length = vm->code.length = vm->param.length = 0;
  vm->closing = vm->requiring = 0;
  lua_settop(L, 0);
  lua_pushcfunction(L, handle);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
  bl_pace(vm);
  bl_enter(vm);
  int status = lua_pcall(L, 1, 0, 1);
  bl_leave(vm);
  return finish_call(vm, status);
}

bl_error bl_last_error(bl_vm *vm) {
  bl_error error = {
      .message = vm->message.length ? vm->message.bytes : "",
      .length = vm->message.length,
      .source = vm->source.length ? vm->source.bytes : "",
      .line = vm->line,
      .code = vm->code.length ? vm->code.bytes : NULL,
      .param = vm->param.length ? vm->param.bytes : NULL,
  };
  return error;
}

// ---- life

static int open_state(lua_State *L) {
  bl_vm *vm = lua_touserdata(L, 1);
  bl_open_libraries(L);
  bl_open_objects(L, vm);
  return 0;
}

void bl_attach(bl_vm *vm, void *context) { vm->context = context; }

bl_vm *bl_new(const bl_host *host, const bl_options *options) {
  bl_vm *vm = calloc(1, sizeof *vm);
  if (!vm) return NULL;
  vm->host = *host;
  vm->crowded = SIZE_MAX;
  vm->pause = BL_PAUSE;
  vm->fails_from = options->fails_from;
  vm->fails_until = SIZE_MAX;
  lua_State *L = lua_newstate(options->fails_from ? bl_allocate_or_fail : bl_allocate, vm);
  if (!L) {
    free(vm);
    return NULL;
  }
  vm->main = vm->L = vm->running = L;
  *(bl_vm **)lua_getextraspace(L) = vm;
  for (int i = 0; i < ENTRY_COUNT; i++) vm->entries[i] = LUA_NOREF;
  // A deep stack from the start: Lua 5.4.4 uses freed memory when `..` grows it in __concat.
  lua_checkstack(L, 100000);
  if (bl_protected(vm, open_state, vm) != BL_DONE) {
    bl_free(vm);
    return NULL;
  }
  vm->limit = options->max_memory;
  vm->crowded = vm->limit ? vm->limit / 4 : SIZE_MAX;
  return vm;
}

void bl_close(bl_vm *vm) {
  bl_end_watch(vm);
  if (vm->main) lua_close(vm->main);
  vm->main = NULL;
}

void bl_free(bl_vm *vm) {
  bl_close(vm);
  while (bl_next_dead(vm)) continue;
  bl_free_slabs(vm);
  forget(&vm->failure);
  forget(&vm->message);
  forget(&vm->code);
  forget(&vm->param);
  forget(&vm->source);
  free(vm->dead_handles.numbers);
  free(vm);
}

size_t bl_memory(bl_vm *vm) { return vm->used; }

static int collect(lua_State *L) {
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

void bl_collect(bl_vm *vm) { bl_protected(vm, collect, NULL); }

const char *bl_lua_version(void) { return &LUA_RELEASE[sizeof "Lua " - 1]; }

// ---- scripts

typedef struct {
  const char *text;
  size_t length;
  const char *name;
  bool entries;
  int status;
} bl_source;

static const char *const entry_names[ENTRY_COUNT] = {"begin", "finish", "filter", "transform"};

static void check_size(lua_State *L, const bl_source *source) {
  if (source->length > BL_MAX_SOURCE) luaL_error(L, "the script is larger than 16 MiB");
}

// Takes entry points from the table at `index`, raw.
static void take_entries(lua_State *L, bl_vm *vm, int index) {
  for (int i = 0; i < ENTRY_COUNT; i++) {
    lua_pushstring(L, entry_names[i]);
    int type = lua_rawget(L, index);
    bool callable = type == LUA_TFUNCTION || luaL_getmetafield(L, -1, "__call") != LUA_TNIL;
    if (type == LUA_TNIL) {
      lua_pop(L, 1);
      continue;
    }
    if (!callable) {
      luaL_error(L, "'%s' must be a function, got a %s", entry_names[i], luaL_typename(L, -1));
    }
    if (type != LUA_TFUNCTION) lua_pop(L, 1);
    vm->entries[i] = luaL_ref(L, LUA_REGISTRYINDEX);
  }
}

// Pushes a field of the table at `index`, or the global of that name where it has none; raw.
static void push_setting(lua_State *L, int index, const char *name) {
  lua_pushstring(L, name);
  if (lua_rawget(L, index) != LUA_TNIL) return;
  lua_pop(L, 1);
  lua_pushglobaltable(L);
  lua_pushstring(L, name);
  lua_rawget(L, -2);
  lua_remove(L, -2);
}

// Hands `options` and `stateless` to the prelude, which checks them.
static void take_settings(lua_State *L, int index) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  if (lua_rawgeti(L, -1, 0) != LUA_TFUNCTION) return;
  push_setting(L, index, "options");
  push_setting(L, index, "stateless");
  lua_call(L, 2, 0);
}

static int run_source(lua_State *L) {
  bl_source *source = lua_touserdata(L, 1);
  check_size(L, source);
  if (luaL_loadbufferx(L, source->text, source->length, source->name, "t") != LUA_OK) {
    source->status = BL_SYNTAX;
    return lua_error(L);
  }
  lua_call(L, 0, 1);
  if (!source->entries) return 0;
  if (lua_type(L, -1) == LUA_TNIL) {
    lua_pushglobaltable(L);
  } else if (lua_type(L, -1) != LUA_TTABLE) {
    return luaL_error(L, "the script returned a %s; expected nothing or a table of functions",
                      luaL_typename(L, -1));
  }
  int table = lua_gettop(L);
  take_entries(L, vm_of(L), table);
  take_settings(L, table);
  return 0;
}

static int run(bl_vm *vm, lua_CFunction body, bl_source *source) {
  int status = bl_protected(vm, body, source);
  return status == BL_ERROR && source->status ? source->status : status;
}

int bl_run(bl_vm *vm, const char *text, size_t length, const char *name, bool entries) {
  bl_source source = {text, length, name, entries, 0};
  return run(vm, run_source, &source);
}

static int load_wrapped(lua_State *L, const char *before, const bl_source *source) {
  lua_pushstring(L, before);
  lua_pushlstring(L, source->text, source->length);
  lua_concat(L, 2);
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  int status = luaL_loadbufferx(L, text, length, source->name, "t");
  lua_remove(L, -2);
  return status;
}

// As in the Lua prompt: an expression when it compiles as one, else statements.
static int load_body(lua_State *L) {
  bl_source *source = lua_touserdata(L, 1);
  check_size(L, source);
  static const char expression[] = "local req, body = ... return ";
  static const char statements[] = "local req, body = ... ";
  vm_of(L)->is_expression = load_wrapped(L, expression, source) == LUA_OK;
  if (!vm_of(L)->is_expression) {
    lua_pop(L, 1);
    if (load_wrapped(L, statements, source) != LUA_OK) {
      source->status = BL_SYNTAX;
      return lua_error(L);
    }
  }
  vm_of(L)->entries[ENTRY_TRANSFORM] = luaL_ref(L, LUA_REGISTRYINDEX);
  vm_of(L)->passes_body = true;
  return 0;
}

int bl_load_body(bl_vm *vm, const char *text, size_t length, const char *name) {
  bl_source source = {text, length, name, true, 0};
  return run(vm, load_body, &source);
}

bool bl_has_transform(bl_vm *vm) { return vm->entries[ENTRY_TRANSFORM] != LUA_NOREF; }
bool bl_has_filter(bl_vm *vm) { return vm->entries[ENTRY_FILTER] != LUA_NOREF; }

bool bl_has_hooks(bl_vm *vm) {
  return vm->entries[ENTRY_BEGIN] != LUA_NOREF || vm->entries[ENTRY_FINISH] != LUA_NOREF;
}

int bl_entry_line(bl_vm *vm) {
  lua_State *L = vm->main;
  int entry = vm->entries[bl_has_transform(vm) ? ENTRY_TRANSFORM : ENTRY_FILTER];
  if (lua_rawgeti(L, LUA_REGISTRYINDEX, entry) != LUA_TFUNCTION) {
    lua_pop(L, 1);
    return 0;
  }
  lua_Debug function;
  lua_getinfo(L, ">S", &function);
  return function.linedefined > 0 ? function.linedefined : function.linedefined == 0;
}

// ---- records

typedef struct {
  void *owner;
  uint32_t type;
  uint64_t id;
  int verdict;
} bl_run_record;

static void write_result(lua_State *L, bl_vm *vm, int index) {
  bl_value value;
  bl_value_at(L, index, &value);
  vm->L = L;
  if (vm->host.write(vm->context, &value) != BL_OK) bl_raise(L, vm);
}

// Whether an expression's value can be meant as a result: others, such as what table.remove
// gives, are passed over as in the Lua prompt.
static bool is_record_like(lua_State *L, bl_vm *vm, int index) {
  bl_object *object = object_at(L, index);
  return lua_type(L, index) == LUA_TTABLE || (object && shape_of(vm, object) == BL_RECORD);
}

static void write_table(lua_State *L, bl_vm *vm, int index) {
  int64_t count = bl_list_length(L, index);
  if (count < 0) write_result(L, vm, index);
  for (int64_t i = 1; i <= count; i++) {
    lua_rawgeti(L, index, i);
    write_result(L, vm, lua_gettop(L));
    lua_pop(L, 1);
  }
}

// The second argument of code that is the body of transform: that of the request, or of the
// response to it.
static void push_body(lua_State *L, bl_vm *vm) {
  lua_pushvalue(L, 3);
  push_field(L, vm, "body");
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    push_field(L, vm, "response");
    push_field(L, vm, "body");
    lua_remove(L, -2);
  }
  lua_remove(L, -2);
}

static int record_body(lua_State *L) {
  bl_run_record *record = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  bl_push_owner(L, vm, record->owner);
  bl_make_object(L, vm, 2, record->type, record->id);
  record->verdict = BL_KEPT;
  if (vm->entries[ENTRY_FILTER] != LUA_NOREF) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, vm->entries[ENTRY_FILTER]);
    lua_pushvalue(L, 3);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TBOOLEAN) {
      return luaL_error(L, "filter must return true (keep) or false (drop), got %s",
                        lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
    }
    if (!lua_toboolean(L, -1)) {
      record->verdict = BL_DROPPED;
      return 0;
    }
    lua_settop(L, 3);
  }
  if (vm->entries[ENTRY_TRANSFORM] == LUA_NOREF) return 0;
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->entries[ENTRY_TRANSFORM]);
  lua_pushvalue(L, 3);
  if (vm->passes_body) push_body(L, vm);
  lua_call(L, vm->passes_body ? 2 : 1, LUA_MULTRET);
  int top = lua_gettop(L);
  int results = top - 3;
  if (results == 0 || (results == 1 && lua_isnil(L, 4))) return 0;
  if (results == 1 && lua_isboolean(L, 4)) {
    record->verdict = lua_toboolean(L, 4) ? BL_KEPT : BL_DROPPED;
    return 0;
  }
  if (vm->is_expression && !is_record_like(L, vm, 4)) return 0;
  record->verdict = BL_REPLACED;
  luaL_checkstack(L, 8, "too many results");
  for (int i = 4; i <= top; i++) {
    if (lua_type(L, i) == LUA_TTABLE) write_table(L, vm, i);
    else write_result(L, vm, i);
  }
  return 0;
}

int bl_record(bl_vm *vm, void *owner, uint32_t type, uint64_t id, int *verdict) {
  bl_run_record record = {owner, type, id, BL_DROPPED};
  int status = bl_protected(vm, record_body, &record);
  *verdict = record.verdict;
  return status;
}

static int hook_body(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, *(int *)lua_touserdata(L, 1));
  lua_call(L, 0, 0);
  return 0;
}

int bl_hook(bl_vm *vm, int which) {
  if (vm->entries[which] == LUA_NOREF) return BL_DONE;
  return bl_protected(vm, hook_body, &vm->entries[which]);
}
