// The functions that the files of this target share. Those that take a lua_State may raise unless
// they say that they do not.
#pragma once

#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

#include "state.h"

// For what only some calls of a function need: the others save no registers for it.
#define BL_APART __attribute__((noinline))

// memory.c
void *bl_allocate(void *context, void *block, size_t old_size, size_t new_size);
void *bl_allocate_or_fail(void *context, void *block, size_t old_size, size_t new_size);
void bl_free_slabs(bl_vm *vm);
// The number of a table, a function that is a closure, or a coroutine, by the address of its block.
static inline uint64_t bl_number_of(const void *block) { return ((const uint64_t *)block)[-1]; }
void bl_adjust_pause(bl_vm *vm);  // raises nothing
// Whether a function of the host that returned BL_OVER_BUDGET is to be called again: garbage has
// been collected then. `turns` counts; memory is out when the second call is refused too.
bool bl_calls_again(lua_State *L, bl_vm *vm, int *turns);

// timeout.c; only bl_stop raises
void bl_enter_watched(bl_vm *vm);
void bl_leave_watched(bl_vm *vm);
void bl_follow(lua_State *L);    // makes a thread stop too when the call is late
int bl_stop(lua_State *L);       // ends a call that is over
static inline void bl_check_time(lua_State *L) {
  if (vm_of(L)->is_late) bl_stop(L);
}
void bl_end_watch(bl_vm *vm);

// errors.c
static inline bool bl_is_text(bl_text text, const char *other) {
  size_t length = strlen(other);
  return text.length == length && memcmp(text.bytes, other, length) == 0;
}
// Whether a global, or a key of the table that a script returns, is a function or a setting that is
// taken from it.
bool bl_is_of_host(bl_text name);
void bl_keep(bl_text *text, const char *bytes, size_t length);  // raises nothing
// The innermost line of a script; allocates nothing and raises nothing.
bool bl_innermost_line(lua_State *L, lua_Debug *frame);
void bl_mark_place(lua_State *L);       // where the call is over; raises nothing
int bl_raise(lua_State *L, bl_vm *vm);  // raises the host's failure
int bl_handle_error(lua_State *L);      // the message handler of calls
// Pushes field `name` of the object on top, of the owner at 2, or nil where it has none.
void bl_push_field(lua_State *L, bl_vm *vm, const char *name);

// boundary.c
int bl_protected(bl_vm *vm, lua_CFunction body, void *argument);
// Its parts: to be followed by lua_pcall(vm->main, 1, 0, 1), whose status is finished.
void bl_begin_call(bl_vm *vm, lua_CFunction body, void *argument);
int bl_finish_call(bl_vm *vm, int status);
// Forgets what a call, or a record, before has left behind; raises nothing.
void bl_forget_last(bl_vm *vm);

// scripts.c
// Lua 5.4.4 uses freed memory when a __concat moves the stack: a script that may have one gets a
// stack that is deep from the start of a call or record, for good. Raise nothing.
void bl_note_concat(bl_vm *vm);
void bl_note_text(bl_vm *vm, const char *text, size_t length);  // that is about to run

// Whether a name that begins with `word` stands in the text; raises nothing.
bool bl_mentions(const char *text, size_t length, const char *word);

// breaks.c
// As luaL_loadbufferx of text; may raise when memory is out.
int bl_load(lua_State *L, const char *text, size_t length, const char *name);
// Mends the function on top, which was loaded from text that is not known to be without fault.
int bl_mend_breaks(lua_State *L, const char *name);

// owners.c
void bl_open_owners(lua_State *L);
void bl_push_owner(lua_State *L, bl_vm *vm, void *owner);  // nil when it is gone; raises nothing
void bl_adopt_owner(lua_State *L, bl_vm *vm, void *owner, bool is_of_records);
// Keeps the value at a stack position alive in a slot of the owner, whose number it returns.
uint32_t bl_anchor(lua_State *L, bl_owner *owner, int owner_index, int value);
// Anchors the value on top in a slot instead of what is there.
void bl_set_slot(lua_State *L, int owner_index, uint32_t slot);
void bl_free_slot(lua_State *L, bl_owner *owner, int owner_index, uint32_t slot);

// objects.c
void bl_open_objects(lua_State *L, bl_vm *vm);
// The value at a stack position, of which the other function takes all but strings: most values
// that cross are some. Raise nothing.
void bl_other_at(lua_State *L, int index, int type, bl_value *value);
static inline void bl_value_at(lua_State *L, int index, bl_value *value) {
  int type = lua_type(L, index);
  if (type != LUA_TSTRING) {
    bl_other_at(L, index, type, value);
    return;
  }
  value->tag = BL_STRING;
  value->string.bytes = lua_tolstring(L, index, &value->string.length);
}
void bl_push(lua_State *L, bl_vm *vm, int owner, const bl_value *value);
// A new object of the host's owner `of`, whose userdata is at `owner`; the other function gives the
// listed one that stands for the same place, if there is one.
bl_object *bl_make_object(lua_State *L, bl_vm *vm, int owner, void *of, uint32_t type,
                          uint64_t id);
void bl_push_object(lua_State *L, bl_vm *vm, int owner, uint32_t type, uint64_t id);
// The same as bl_make_object for a record.
// Where among the functions of the prelude the one is that makes the metatable of a row's group.
enum { BL_GROUP_MAKER = -1 };
void bl_make_record(lua_State *L, bl_vm *vm, int owner, void *of, const bl_next_record *turn);
// The same for one of the owner at `owner`.
void bl_push_copy(lua_State *L, bl_vm *vm, int owner, const bl_next_record *turn);
// Lists the object on top among those of the owner at `owner`.
void bl_list_object(lua_State *L, int owner, uint64_t key);
// Pushes the object that was read from `self`, which is at 1, and has that remember it.
void bl_push_child(lua_State *L, bl_vm *vm, bl_object *self, int owner, uint32_t type,
                   uint64_t id);

// access.c
int bl_object_index(lua_State *L);
int bl_object_newindex(lua_State *L);
int bl_object_length(lua_State *L);
int bl_object_next(lua_State *L);
int bl_object_pairs(lua_State *L);
int bl_object_text(lua_State *L);
int bl_array_insert(lua_State *L);
int bl_array_remove(lua_State *L);
int bl_register(lua_State *L);
int bl_array_methods(lua_State *L);
int bl_call_host(lua_State *L);  // upvalue: the function's number

// places.c; bl_sort_places raises when the call is late, nothing else raises
void bl_place_at(lua_State *L, int index, bl_place *place);
bool bl_is_same_place(const bl_place *a, const bl_place *b);
int bl_compare_places(const bl_place *a, const bl_place *b);
void bl_sort_places(lua_State *L, bl_place *places, size_t count);  // of different keys

// others.c; raises nothing
void bl_place_other(lua_State *L, int index, bl_place *place);  // of a kind that only it has

// pairs.c
void bl_open_pairs(lua_State *L);  // over Lua's own
int bl_walk(lua_State *L);         // the iterator of pairs, also of host objects; no metamethods
void bl_end_walks(bl_vm *vm);      // raises nothing

// sort.c
int bl_table_sort(lua_State *L);  // of a list whose length is no lie

// names.c
void bl_open_names(lua_State *L);  // over Lua's own
// As luaL_tolstring, without addresses.
const char *bl_to_text(lua_State *L, int index, size_t *length);
// Whether a value has a number where Lua shows an address; raises nothing.
bool bl_has_number(lua_State *L, int index);
// Makes an argument of string.format such that its conversion, %s or %p, shows no address.
void bl_convert_numbered(lua_State *L, char *conversion, int index);
// From now on numbers live to the next such call, which counts on from where the first one did;
// raises nothing.
void bl_pass_numbers(bl_vm *vm);

// handles.c
void bl_handle_value(lua_State *L, bl_vm *vm, const bl_handle *handle, bl_value *value);
void bl_push_handle(lua_State *L, bl_vm *vm, const bl_value *value);

// coroutines.c
void bl_open_coroutines(lua_State *L);  // over Lua's own

// digits.c
void bl_add_operators(lua_State *L);  // to the metatable on top
bool bl_is_digits(lua_State *L, int index);
void bl_open_digits(lua_State *L);    // over Lua's own functions of numbers

// null.c
void bl_open_null(lua_State *L);
const char *bl_type_name(lua_State *L, int index);  // "json.null", "table"; may stay on the stack

// faults.c; nothing raises
// Put a step before the path to what could not be written; BL_FAILED.
int bl_under_key(bl_vm *vm, const char *bytes, size_t length);
int bl_under_index(bl_vm *vm, lua_Integer index);

// lists.c; nothing raises
// How a table is marked.
int bl_marking(lua_State *L, int index);
void bl_mark_list(lua_State *L, int index);       // unless it has a metatable
bool bl_is_array(lua_State *L, int index);        // of a table: whether it is written as an array
int bl_mark_copy(lua_State *L);  // host.mark_copy(table, original): table, of the original's kind
int64_t bl_list_length(lua_State *L, int index);  // -1 for what is no list of records

// copy.c
int bl_copy(lua_State *L);  // nothing for what is no JSON container, or one that was changed

// unescape.c; nothing raises
// Memory until the next such call; NULL when there is none.
char *bl_scratch(bl_vm *vm, size_t size);
// Writes what the inside of a JSON string stands for, and up to BL_OVERSHOOT bytes more. Returns
// its length, which is at most that of the text.
size_t bl_unescape(char *out, const char *text, size_t length);

// text.c; nothing raises
int bl_write_string(bl_json_output *sink, const char *bytes, size_t length);  // of UTF-8, or fails
void bl_write_integer(bl_json_output *sink, int64_t value);
int bl_write_number(bl_json_output *sink, double value);  // fails when not finite

// Where `length` more bytes of text go, and up to 16 that do not count.
static inline char *bl_room(bl_json_output *sink, size_t length) {
  if (sink->capacity - sink->count < length + 16) sink->grow(sink, length + 16);
  return sink->bytes + sink->count;
}

static inline void bl_write(bl_json_output *sink, const char *bytes, size_t length) {
  memcpy(bl_room(sink, length), bytes, length);
  sink->count += length;
}

static inline void bl_write_byte(bl_json_output *sink, char byte) {
  *bl_room(sink, 1) = byte;
  sink->count++;
}

// library.c
void bl_open_libraries(lua_State *L);
// Puts a function in the place of a library's, which becomes its upvalue.
void bl_override(lua_State *L, const char *library, const char *name, lua_CFunction function);
void bl_set_globals(lua_State *L, const luaL_Reg *functions);
// Goes on as that upvalue, a plain C function: its messages name ours, as what was called.
int bl_call_original(lua_State *L);

// regex.c, matches.c
void bl_open_regexes(lua_State *L);
void bl_push_regex_methods(lua_State *L);
// The number of a regex at a stack position, for the order of keys; 0 for other userdata. Raises
// nothing.
uint64_t bl_regex_number(lua_State *L, int index);
void bl_close_regexes(bl_vm *vm);  // when the state is closed

// base.c, tables.c, calls.c, load.c, random.c; over Lua's own
void bl_open_base(lua_State *L);
void bl_say(bl_vm *vm, const char *text, size_t length);  // what is printed; raises nothing
void bl_open_tables(lua_State *L);
void bl_open_calls(lua_State *L);
void bl_open_load(lua_State *L);
void bl_open_random(lua_State *L);

// modules.c; when all libraries are there
void bl_open_modules(lua_State *L);

// debug.c
void bl_open_debug(lua_State *L);  // over what is left of Lua's own
void bl_note_module(lua_State *L, const char *chunk);  // the name of a chunk that require loads

// io.c
void bl_open_io(lua_State *L);
// The number of a stream of io, for the order of keys; another one for any other userdata. Raises
// nothing.
lua_Integer bl_stream_number(lua_State *L, int index);

// trusted.c
void bl_open_trusted(lua_State *L);  // io and os for scripts that one trusts

// ---- what each call does; raises nothing

// A call into the state begins; calls may nest.
static inline void bl_enter(bl_vm *vm) {
  if (vm->watch) bl_enter_watched(vm);
}

// It ends, if there is one.
static inline void bl_leave(bl_vm *vm) {
  if (vm->watch) bl_leave_watched(vm);
}

static inline void bl_pace(bl_vm *vm) {
  if (vm->used < vm->paced_from || vm->used > vm->paced_to) bl_adjust_pause(vm);
}
