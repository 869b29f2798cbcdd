// The state: memory, protected calls, errors, running scripts and records.
#define _GNU_SOURCE  // memmem
#include "boundary.h"

#include <ctype.h>
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
  bl_leave(vm);
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

// What a call or a record before has left behind.
static void forget_last(bl_vm *vm) {
  vm->L = vm->running = vm->main;
  vm->line = 0;
  vm->is_placed = false;
  vm->prefix[0] = 0;
  vm->source.length = vm->message.length = vm->code.length = vm->param.length = 0;
  vm->closing = vm->requiring = 0;
}

static void begin_call(bl_vm *vm, lua_CFunction body, void *argument) {
  lua_State *L = vm->main;
  forget_last(vm);
  vm->is_late = false;
  lua_settop(L, 0);
  if (vm->wants_depth) vm->wants_depth = !lua_checkstack(L, BL_DEEP_STACK);
  lua_pushcfunction(L, handle);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
}

int bl_protected(bl_vm *vm, lua_CFunction body, void *argument) {
  begin_call(vm, body, argument);
  bl_pace(vm);
  bl_enter(vm);
  return finish_call(vm, lua_pcall(vm->main, 1, 0, 1));
}

// Whether a name that begins with `word` stands in the text.
static bool mentions(const char *text, size_t length, const char *word) {
  const char *at = text, *end = text + length;
  while ((at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
    if (at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')) return true;
    at++;
  }
  return false;
}

void bl_note_concat(bl_vm *vm) {
  if (!vm->has_concat) vm->has_concat = vm->wants_depth = true;
}

void bl_note_text(bl_vm *vm, const char *text, size_t length) {
  if (mentions(text, length, "__concat")) bl_note_concat(vm);
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
  lua_checkstack(L, BL_STACK);
  if (bl_protected(vm, open_state, vm) != BL_DONE) {
    bl_free(vm);
    return NULL;
  }
  vm->limit = options->max_memory;
  vm->fixed = vm->used;
  lua_gc(L, LUA_GCINC, 0, BL_STEPS, 0);
  bl_adjust_pause(vm);
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
  free(vm->scratch);
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
  if (source->entries) {
    bl_note_text(vm, source->text, source->length);
    // What it loads may have one while it runs.
    bool loads = mentions(source->text, source->length, "require") ||
                 mentions(source->text, source->length, "load");
    if (loads) vm->wants_depth = true;
  }
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

// Stack positions while the records of an owner are run.
enum { AT_OWNER = 2, AT_FILTER, AT_TRANSFORM, AT_RECORD, AT_RESULTS };

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
  lua_pushvalue(L, AT_RECORD);
  push_field(L, vm, "body");
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    push_field(L, vm, "response");
    push_field(L, vm, "body");
    lua_remove(L, -2);
  }
  lua_remove(L, -2);
}

static bool passes_filter(lua_State *L) {
  lua_pushvalue(L, AT_FILTER);
  lua_pushvalue(L, AT_RECORD);
  lua_call(L, 1, 1);
  if (lua_type(L, -1) != LUA_TBOOLEAN) {
    luaL_error(L, "filter must return true (keep) or false (drop), got %s",
               lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
  }
  bool passes = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return passes;
}

// What the results of transform, from AT_RESULTS on, mean; records among them are written.
static int take_results(lua_State *L, bl_vm *vm) {
  int top = lua_gettop(L);
  if (top < AT_RESULTS || (top == AT_RESULTS && lua_isnil(L, AT_RESULTS))) return BL_KEPT;
  if (top == AT_RESULTS && lua_isboolean(L, AT_RESULTS)) {
    return lua_toboolean(L, AT_RESULTS) ? BL_KEPT : BL_DROPPED;
  }
  if (vm->is_expression && !is_record_like(L, vm, AT_RESULTS)) return BL_KEPT;
  luaL_checkstack(L, 8, "too many results");
  for (int i = AT_RESULTS; i <= top; i++) {
    if (lua_type(L, i) == LUA_TTABLE) write_table(L, vm, i);
    else write_result(L, vm, i);
  }
  return BL_REPLACED;
}

// Runs filter and transform on a new object for the record, and gives the verdict.
static int run_record(lua_State *L, bl_vm *vm, const bl_turn *turn) {
  bl_make_record(L, vm, AT_OWNER, turn);
  if (vm->entries[ENTRY_FILTER] != LUA_NOREF && !passes_filter(L)) return BL_DROPPED;
  if (vm->entries[ENTRY_TRANSFORM] == LUA_NOREF) return BL_KEPT;
  lua_pushvalue(L, AT_TRANSFORM);
  lua_pushvalue(L, AT_RECORD);
  if (vm->passes_body) push_body(L, vm);
  lua_call(L, vm->passes_body ? 2 : 1, LUA_MULTRET);
  return take_results(L, vm);
}

static void push_entry(lua_State *L, bl_vm *vm, int which) {
  if (vm->entries[which] == LUA_NOREF) lua_pushnil(L);
  else lua_rawgeti(L, LUA_REGISTRYINDEX, vm->entries[which]);
}

static int records_body(lua_State *L) {
  bl_vm *vm = vm_of(L);
  bl_push_owner(L, vm, lua_touserdata(L, 1));
  push_entry(L, vm, ENTRY_FILTER);
  push_entry(L, vm, ENTRY_TRANSFORM);
  int verdict = BL_NONE;
  bl_turn turn;
  while (vm->host.turn(vm->context, verdict, &turn) == BL_OK) {
    forget_last(vm);
    bl_pace(vm);
    bl_enter(vm);
    verdict = run_record(L, vm, &turn);
    bl_leave(vm);
    if (is_over(vm)) return lua_error(L);
    lua_settop(L, AT_TRANSFORM);
    if (vm->has_walked) bl_end_walks(vm);
  }
  vm->is_late = false;  // of a walk between records, which the host knows of
  return 0;
}

int bl_records(bl_vm *vm, void *owner) {
  begin_call(vm, records_body, owner);
  return finish_call(vm, lua_pcall(vm->main, 1, 0, 1));
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
