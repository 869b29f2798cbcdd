// The functions of the host, which Lua calls. They must not call functions that may raise.
#pragma once

#include "json.h"

// The outcome of a record: none yet, not written, written itself, or replaced by results that were
// passed to `write`.
enum bl_verdict { BL_NONE = 0, BL_DROPPED, BL_KEPT, BL_REPLACED };

// The functions of the host. `context` is the one given to bl_attach.
typedef struct {
  int (*index)(void *context, const bl_object *self, const bl_value *key, bl_value *result);
  // `value->type` is the slot that anchors a table or an object of another owner, else 0.
  // `freed` is set to the slot that the write frees, if any.
  // `made` may be set to an object of a new or another owner, which then replaces the value in its
  // slot; or its tag to BL_TABLE if the value, a table, replaces an array.
  int (*newindex)(void *context, const bl_object *self, const bl_value *key,
                  const bl_value *value, uint32_t *freed, bl_value *made);
  // Inserts or removes an array element at a 1-based position, which is in range; later ones move.
  int (*insert)(void *context, const bl_object *self, int64_t position, const bl_value *value,
                bl_value *made);
  int (*remove)(void *context, const bl_object *self, int64_t position, uint32_t *freed);
  int (*length)(void *context, const bl_object *self, bl_value *result);
  // The member after `key`, or the first if that is nil; at the end, both results are nil.
  int (*next)(void *context, const bl_object *self, const bl_value *key, bl_value *next_key,
              bl_value *value);
  int (*text)(void *context, const bl_object *self, bl_value *result);
  double (*number)(void *context, const bl_object *self);
  int (*call)(void *context, uint32_t function, bl_call *call);
  // Writes a result of `transform`, which may be a table at a stack position.
  int (*write)(void *context, const bl_value *record);
  // Writes text of print and warn. Never fails.
  void (*print)(void *context, const char *text, size_t length);
  // The text of module `name` for `require`: a result string, or nil if there is none.
  // `shown` is its path in messages.
  int (*module)(void *context, const bl_value *name, bl_value *text, bl_value *path,
                bl_value *shown);
  // Field `key`, which is not a method, of a handle; with a nil key, its text.
  int (*field)(void *context, const bl_value *handle, const bl_value *key, bl_value *result);
  // The table at a stack position as a short text for messages. May be NULL.
  int (*show)(void *context, int64_t position, bl_value *result);
  // The text and nodes of a JSON array or object, if nothing in it has been changed.
  int (*plain)(void *context, const bl_object *self, bl_plain *plain);
  // The number, from bl_next_number, that replaces that of its owner in the order of the object; 0
  // if none does. May be NULL.
  uint64_t (*order)(void *context, const bl_object *self);
  // Frees the owners that bl_next_dead returns. Needed only if functions return BL_OVER_BUDGET.
  void (*reclaim)(void *context);
} bl_host;

// Sets the message of the error that is raised. To be called by a function of the host that fails.
void bl_fail(bl_vm *vm, const char *message, size_t length);

// What objects of a type are for `type`, `#`, `pairs` and the like.
enum bl_shape { BL_RECORD, BL_ARRAY, BL_MAP, BL_DIGITS };

// Declares an object type.
int bl_add_type(bl_vm *vm, uint32_t type, const char *name, int shape);

// Sets the field of a record type whose value a `bl_turn` passes along with the record, before it
// is read. For at most eight types.
int bl_prefetch_field(bl_vm *vm, uint32_t type, const char *field);

// Declares a type of handles: userdata that stand for a number chosen by the host. Their types
// share the numbers of object types. A handle keeps the owner of the last object alive that one of
// its methods returned.
int bl_add_handle(bl_vm *vm, uint32_t type, const char *name);
// Makes function `number` a method of handles; a name such as "__close" is a metamethod.
int bl_add_method(bl_vm *vm, uint32_t type, uint32_t number, const char *name);
// The number of a handle that is no longer reachable; false if there is none.
bool bl_next_dead_handle(bl_vm *vm, uint64_t *number);

// Makes function `number` of the host available as `library.name`, or only as a result if `library`
// is NULL.
int bl_add_function(bl_vm *vm, uint32_t number, const char *library, const char *name);
// Sets `library.name`, or the global `name` if `library` is NULL, to a plain value.
int bl_set(bl_vm *vm, const char *library, const char *name, const bl_value *value);
// Whether there is a global of this name.
int bl_has_global(bl_vm *vm, const char *name, bool *is_there);

// A number like that of a new owner, for an object that the host makes within an owner: see
// host.order.
uint64_t bl_next_number(bl_vm *vm);
