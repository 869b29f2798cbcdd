// For tests: a host that collects all garbage before and after each call of the real one, so that
// values that are not anchored are freed.
#include "state/state.h"

static bl_vm *collected(void *context) {
  bl_vm *vm = context;
  lua_gc(vm->running, LUA_GCCOLLECT);
  return vm;
}

// The host's own function, between two collections.
#define CROSS(function, ...)                                              \
  bl_vm *vm = collected(context);                                         \
  int status = vm->stressed.function(vm->stressed_context, __VA_ARGS__); \
  collected(vm);                                                          \
  return status

static int cross_index(void *context, const bl_object *self, const bl_value *key,
                       bl_value *result) {
  CROSS(index, self, key, result);
}

static int cross_newindex(void *context, const bl_object *self, const bl_value *key,
                          const bl_value *value, uint32_t *freed, bl_value *made) {
  CROSS(newindex, self, key, value, freed, made);
}

static int cross_insert(void *context, const bl_object *self, int64_t position,
                        const bl_value *value, bl_value *made) {
  CROSS(insert, self, position, value, made);
}

static int cross_remove(void *context, const bl_object *self, int64_t position,
                        uint32_t *freed) {
  CROSS(remove, self, position, freed);
}

static int cross_length(void *context, const bl_object *self, bl_value *result) {
  CROSS(length, self, result);
}

static int cross_next(void *context, const bl_object *self, const bl_value *key,
                      bl_value *next_key, bl_value *value) {
  CROSS(next, self, key, next_key, value);
}

static int cross_text(void *context, const bl_object *self, bl_value *result) {
  CROSS(text, self, result);
}

static double cross_number(void *context, const bl_object *self) {
  bl_vm *vm = collected(context);
  return vm->stressed.number(vm->stressed_context, self);
}

static int cross_call(void *context, uint32_t function, bl_call *call) {
  CROSS(call, function, call);
}

int bl_stressed_turn(void *loop, int verdict, bl_next_record *next) {
  bl_stressed_loop *stressed = loop;
  collected(stressed->vm);
  int status = stressed->turn(stressed->loop, verdict, next);
  collected(stressed->vm);
  return status;
}

static int cross_write(void *context, const bl_value *record) { CROSS(write, record); }

static int cross_module(void *context, const bl_value *name, bl_value *text, bl_value *path,
                        bl_value *shown) {
  CROSS(module, name, text, path, shown);
}

static void cross_print(void *context, const char *text, size_t length) {
  bl_vm *vm = collected(context);
  vm->stressed.print(vm->stressed_context, text, length);
}

static int cross_field(void *context, const bl_value *handle, const bl_value *key,
                       bl_value *result) {
  CROSS(field, handle, key, result);
}

static int cross_show(void *context, int64_t position, bl_value *result) {
  CROSS(show, position, result);
}

static int cross_plain(void *context, const bl_object *self, bl_plain *plain) {
  CROSS(plain, self, plain);
}

static void cross_reclaim(void *context) {
  bl_vm *vm = context;
  vm->stressed.reclaim(vm->stressed_context);
}

static uint64_t cross_order(void *context, const bl_object *self) {
  bl_vm *vm = context;
  return vm->stressed.order(vm->stressed_context, self);
}

void bl_stress(bl_vm *vm) {
  vm->stressed = vm->host;
  vm->stressed_context = vm->context;
  vm->context = vm;
  vm->host = (bl_host){
      .index = cross_index,   .newindex = cross_newindex, .insert = cross_insert,
      .remove = cross_remove, .length = cross_length,     .next = cross_next,
      .text = cross_text,     .number = cross_number,     .call = cross_call,
      .write = cross_write,   .module = cross_module,     .field = cross_field,
      .print = vm->stressed.print ? cross_print : NULL,
      .show = vm->stressed.show ? cross_show : NULL,
      .plain = cross_plain,
      .order = vm->stressed.order ? cross_order : NULL,
      .reclaim = cross_reclaim,
  };
}
