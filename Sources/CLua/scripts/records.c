// Running the functions of a script: filter and transform on records, begin and finish.
#include "order/order.h"
#include "scripts/scripts.h"

// Stack positions while the records of an owner are processed.
enum { AT_OWNER = 2, AT_FILTER, AT_TRANSFORM, AT_RECORD, AT_RESULTS };

static void write_result(lua_State *L, bl_vm *vm, int index) {
  bl_value value;
  bl_value_at(L, index, &value);
  vm->L = L;
  if (vm->host.write(vm->context, &value) != BL_OK) bl_raise(L, vm);
}

// Whether the value of an expression is a result to be written; other values accept or drop the
// record.
static bool is_record_like(lua_State *L, bl_vm *vm, int index) {
  if (vm->takes_text && lua_type(L, index) == LUA_TSTRING) return true;
  bl_object *object = object_at(L, index);
  return lua_type(L, index) == LUA_TTABLE || (object && shape_of(vm, object) == BL_RECORD);
}

static void write_table(lua_State *L, bl_vm *vm, int index) {
  int64_t count = bl_list_length(L, index);
  bool is_empty = count == 0 && bl_marking(L, index) == BL_MARK_NONE;
  if (is_empty) vm->empty_lists++;
  if (count < 0 || (is_empty && vm->takes_empty)) write_result(L, vm, index);
  for (int64_t i = 1; i <= count; i++) {
    lua_rawgeti(L, index, i);
    write_result(L, vm, lua_gettop(L));
    lua_pop(L, 1);
  }
}

void bl_push_body(lua_State *L, bl_vm *vm, int record) {
  if (lua_type(L, record) == LUA_TSTRING) return lua_pushnil(L);
  lua_pushvalue(L, record);
  bl_push_field(L, vm, "body");
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    bl_push_field(L, vm, "response");
    bl_push_field(L, vm, "body");
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

// The verdict for the value of an expression: nil and false drop the record, others keep it.
static int judge(lua_State *L, bl_vm *vm) {
  if (!lua_toboolean(L, AT_RESULTS)) return BL_DROPPED;
  int type = lua_type(L, AT_RESULTS);
  if (type == LUA_TNUMBER || type == LUA_TSTRING || bl_is_digits(L, AT_RESULTS)) {
    luaL_error(L, "the expression gave a %s, and a filter takes true or false: compare it, as in "
               "'... ~= nil', or put 'do ... end' around a call that is to change the record",
               type == LUA_TSTRING ? "string" : "number");
  }
  if (type == LUA_TFUNCTION) {
    luaL_error(L, "the expression gave a function, and a filter takes true or false: "
               "a call of it ends in ()");
  }
  vm->has_passed = true;
  return BL_KEPT;
}

// The verdict for the results of transform, from AT_RESULTS on; writes records among them.
static int take_results(lua_State *L, bl_vm *vm) {
  int top = lua_gettop(L);
  if (vm->is_expression) {
    if (top >= AT_RESULTS && !is_record_like(L, vm, AT_RESULTS)) return judge(L, vm);
    vm->has_passed = true;
  }
  if (top < AT_RESULTS || (top == AT_RESULTS && lua_isnil(L, AT_RESULTS))) return BL_KEPT;
  if (top == AT_RESULTS && lua_isboolean(L, AT_RESULTS)) {
    return lua_toboolean(L, AT_RESULTS) ? BL_KEPT : BL_DROPPED;
  }
  luaL_checkstack(L, 8, "too many results");
  for (int i = AT_RESULTS; i <= top; i++) {
    if (lua_type(L, i) == LUA_TTABLE) write_table(L, vm, i);
    else write_result(L, vm, i);
  }
  return BL_REPLACED;
}

// Runs filter and transform on a new object for the record; returns the verdict.
static int run_record(lua_State *L, bl_vm *vm, void *owner, const bl_next_record *next) {
  if (next->text) lua_pushlstring(L, next->text, next->length);
  else bl_make_record(L, vm, AT_OWNER, owner, next);
  if (vm->entries[ENTRY_FILTER] != LUA_NOREF) {
    if (!passes_filter(L)) return BL_DROPPED;
    vm->has_passed = true;
  }
  if (vm->entries[ENTRY_TRANSFORM] == LUA_NOREF) return BL_KEPT;
  lua_pushvalue(L, AT_TRANSFORM);
  lua_pushvalue(L, AT_RECORD);
  if (vm->passes_body) bl_push_body(L, vm, AT_RECORD);
  lua_call(L, vm->passes_body ? 2 : 1, LUA_MULTRET);
  return take_results(L, vm);
}

static void push_entry(lua_State *L, bl_vm *vm, int which) {
  if (vm->entries[which] == LUA_NOREF) lua_pushnil(L);
  else lua_rawgeti(L, LUA_REGISTRYINDEX, vm->entries[which]);
}

typedef struct {
  void *owner;
  bl_turn turn;
  void *loop;
} record_loop;

static int records_body(lua_State *L) {
  bl_vm *vm = vm_of(L);
  const record_loop *loop = lua_touserdata(L, 1);
  void *owner = loop->owner;
  bl_push_owner(L, vm, owner);
  push_entry(L, vm, ENTRY_FILTER);
  push_entry(L, vm, ENTRY_TRANSFORM);
  int verdict = BL_NONE;
  bl_next_record next;
  while (loop->turn(loop->loop, verdict, &next) == BL_OK) {
    bl_forget_last(vm);
    bl_pace(vm);
    bl_enter(vm);
    verdict = run_record(L, vm, owner, &next);  // its time ends with bl_end_call
    if (vm->timings) bl_rest_timings(vm);
    vm->L = vm->running = L;  // may be a coroutine that was collected
    if (is_over(vm)) return lua_error(L);
    lua_settop(L, AT_TRANSFORM);
    if (vm->has_walked) bl_end_walks(vm);
  }
  vm->is_late = false;  // the host has handled it
  return 0;
}

int bl_records(bl_vm *vm, void *owner, bl_turn turn, void *loop) {
  bl_stressed_loop stressed = {.vm = vm, .turn = turn, .loop = loop};
  record_loop records = {.owner = owner, .turn = turn, .loop = loop};
  if (vm->stressed_context) records.turn = bl_stressed_turn, records.loop = &stressed;
  bl_begin_call(vm, records_body, &records);
  return bl_finish_call(vm, lua_pcall(vm->main, 1, 0, 1));
}

// Passes the result of finish to function 0 of the host.
static int hook_body(lua_State *L) {
  bl_vm *vm = vm_of(L);
  int which = *(int *)lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->entries[which]);
  lua_call(L, 0, 1);
  if (which != ENTRY_FINISH || lua_isnil(L, -1)) return 0;
  bl_call call = {.count = 1};
  bl_value_at(L, lua_gettop(L), &call.arguments[0]);
  vm->L = L;
  vm->host.call(vm->context, 0, &call);
  return 0;
}

int bl_hook(bl_vm *vm, int which) {
  if (vm->entries[which] == LUA_NOREF) return BL_DONE;
  return bl_protected(vm, hook_body, &which);
}
