// The functions of the host, which Lua calls. They are not to call what may raise.
#pragma once

#include "json.h"

// What became of a record: nothing yet, not to be written, to be written itself, or other results
// have gone to `write`.
enum bl_verdict { BL_NONE = 0, BL_DROPPED, BL_KEPT, BL_REPLACED };

// The functions of the host. `context` is the one given to bl_attach.
typedef struct {
  int (*index)(void *context, const bl_object *self, const bl_value *key, bl_value *result);
  // `value->type` is the slot that anchors a table or an object of another owner, else 0.
  // `freed` is set to the slot that the write sets free, else left 0.
  // `made` may be set to an object of a new or another owner, which then takes the place of the
  // value in its slot; or its tag to BL_TABLE when the value, a table, took the place of an array.
  int (*newindex)(void *context, const bl_object *self, const bl_value *key,
                  const bl_value *value, uint32_t *freed, bl_value *made);
  // Array elements at a 1-based position, which is in range: later ones move.
  int (*insert)(void *context, const bl_object *self, int64_t position, const bl_value *value,
                bl_value *made);
  int (*remove)(void *context, const bl_object *self, int64_t position, uint32_t *freed);
  int (*length)(void *context, const bl_object *self, bl_value *result);
  // The member after `key` (nil: the first): both results nil at the end.
  int (*next)(void *context, const bl_object *self, const bl_value *key, bl_value *next_key,
              bl_value *value);
  int (*text)(void *context, const bl_object *self, bl_value *result);
  double (*number)(void *context, const bl_object *self);
  int (*call)(void *context, uint32_t function, bl_call *call);
  // A result of `transform`: to be written. It may be a table at a stack position.
  int (*write)(void *context, const bl_value *record);
  // What print and warn write. Never fails.
  void (*print)(void *context, const char *text, size_t length);
  // The text of module `name` for `require`: a result string, or nil when there is none.
  // `shown` is what messages call its path.
  int (*module)(void *context, const bl_value *name, bl_value *text, bl_value *path,
                bl_value *shown);
  // Field `key` of a handle, which is no method; with a nil key its text.
  int (*field)(void *context, const bl_value *handle, const bl_value *key, bl_value *result);
  // The table at a stack position as a short text for messages. May be NULL.
  int (*show)(void *context, int64_t position, bl_value *result);
  // The JSON array or object as it was read, when nothing in it has been changed.
  int (*plain)(void *context, const bl_object *self, bl_plain *plain);
  // The number that the object has for its owner's in the order of objects, of bl_next_number; 0
  // for that of its owner. May be NULL.
  uint64_t (*order)(void *context, const bl_object *self);
  // Takes back what bl_next_dead gives. Only where functions return BL_OVER_BUDGET.
  void (*reclaim)(void *context);
} bl_host;

// To be called by a function of the host that fails: the text that is raised.
void bl_fail(bl_vm *vm, const char *message, size_t length);

// How `type` and friends take objects of a type.
enum bl_shape { BL_RECORD, BL_ARRAY, BL_MAP, BL_DIGITS };

// Declares an object type.
int bl_add_type(bl_vm *vm, uint32_t type, const char *name, int shape);

// Names the field of a record type whose value a `bl_turn` gives with the record, before it is
// asked for; of at most eight types.
int bl_prefetch_field(bl_vm *vm, uint32_t type, const char *field);

// Declares a type of handles: userdata that stand for a number which the host gives out. They share
// the numbers of object types. A handle keeps alive the owner of the last object that a method of
// it gave.
int bl_add_handle(bl_vm *vm, uint32_t type, const char *name);
// Makes function `number` a method of handles; a name such as "__close" is a metamethod.
int bl_add_method(bl_vm *vm, uint32_t type, uint32_t number, const char *name);
// Whether there is a handle that nothing reaches any more, and its number.
bool bl_next_dead_handle(bl_vm *vm, uint64_t *number);

// Makes function `number` of the host reachable as `library.name`, or only as a result when
// `library` is NULL.
int bl_add_function(bl_vm *vm, uint32_t number, const char *library, const char *name);
// Sets `library.name`, or the global `name` when `library` is NULL, to a plain value.
int bl_set(bl_vm *vm, const char *library, const char *name, const bl_value *value);
// Whether there is a global of this name.
int bl_has_global(bl_vm *vm, const char *name, bool *is_there);

// A number for what the host makes within an owner, as a new owner would get one: see host.order.
uint64_t bl_next_number(bl_vm *vm);
