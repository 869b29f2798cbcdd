// Lua 5.4 behind a C boundary. This target is the only code of the package that may raise a Lua
// error (lua_error is a longjmp, which must never cross a Swift frame).
//
// Swift calls the functions below; none of them raises. Lua calls Swift through `bl_host`: its
// functions get plain data, return a status and a value, and never call back into anything that
// raises. When the status is not BL_OK, C raises the text of `bl_fail` after Swift has returned.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bl_vm bl_vm;

// Values as they cross. Strings are borrowed: from Lua for the time of the call, from the host
// until Lua has copied them.
enum bl_tag {
  BL_NIL = 0,
  BL_BOOLEAN,
  BL_INTEGER,
  BL_NUMBER,
  BL_STRING,
  BL_NULL,      // json.null, a light userdata
  BL_OBJECT,    // a host object: `object`; as a result `type` and `id` of the same owner
  BL_TABLE,     // a Lua table, at stack position `integer` of the call
  BL_OTHER,     // a function, thread or other userdata: `string.bytes` names its type
  BL_SLOT,      // the Lua value anchored under `integer` in the owner of the object
  BL_FUNCTION,  // as a result: the registered function `integer`
  BL_NEW_OWNER,     // as a result: object `type`, `id` of the new owner `owner`
  BL_ARGUMENT,  // as a result: argument `integer` of the call, from 1
  BL_HANDLE,    // `handle`, of `type`: made when it is a result
  BL_COPY,      // as a result: the record that `record` of the call tells, new, of the owner of the
                // first argument
  BL_ROW,       // as a result: a new table of the pairs of keys and values in `row`
};

// A host object as Lua holds it: a userdata. Its first user value keeps the owner alive, the second
// is the object last read from it, of which `child` tells type and id. `child_key` is not NULL
// while the key that it was read by still gives it.
typedef struct {
  uint32_t magic;
  uint32_t type;
  void *owner;
  uint64_t id;
  uint64_t child;
  const void *child_key;
} bl_object;

typedef struct bl_value {
  uint32_t tag;
  uint32_t type;
  union {
    bool boolean;
    int64_t integer;
    double number;
    struct {
      const char *bytes;
      size_t length;
    } string;
    const bl_object *object;
    struct {
      void *owner;
      uint64_t id;
      size_t bytes;  // of a new owner, for the collector's pace
    } made;
    struct {
      const char *name;  // of the type
      uint64_t number;
    } handle;
    struct {
      const struct bl_value *pairs;  // key, value, key, value; the host keeps them
      uint32_t count;                // of pairs
      uint32_t group;                // not 0: of rows with the same keys, which are no others
    } row;
  };
} bl_value;

// BL_OVER_BUDGET: what the function was to take in is too much, for now; it has done nothing.
// BL_PRELUDE: of `index` and `newindex`, a function of the prelude does it, which is registered
// under the number BL_PRELUDE_READ or BL_PRELUDE_WRITE and gets what the metamethod got.
enum { BL_OK = 0, BL_FAILED = 1, BL_OVER_BUDGET = 3, BL_PRELUDE = 4 };
enum { BL_PRELUDE_READ = -1, BL_PRELUDE_WRITE = -2 };

// A record that the script is to see: an object of the owner, and when it is known the one that
// the field gives which bl_foretell has named for its type.
typedef struct {
  uint64_t id, child;
  uint32_t type, child_type;
  bool has_child;
  const char *text;  // of a record that is a string; else NULL
  size_t length;
} bl_next_record;

enum { BL_ARGUMENTS = 16 };

typedef struct {
  int count;
  bl_value arguments[BL_ARGUMENTS];
  int result_count;
  bl_value results[4];
  bl_next_record record;  // see BL_COPY
  bool collects;  // garbage is to be collected before the call returns
} bl_call;

// The status of a walk over a Lua value that is ended: BL_FAILED when the value has no JSON form,
// BL_TOO_LONG when there is too much of it.
enum { BL_TOO_LONG = 2 };

// The ranks of keys among those of one table: smaller first, those without one last, by bytes.
typedef struct bl_order bl_order;
typedef struct {
  const char *bytes;  // the host keeps them
  uint32_t length;    // not 0
  uint32_t rank;
} bl_name;

// Never freed; NULL when memory is out.
bl_order *bl_order_new(const bl_name *names, size_t count);
// UINT32_MAX for a key without one.
uint32_t bl_rank(const bl_order *order, const char *bytes, size_t length);

// Where a walk writes JSON text: `count` bytes are written, `capacity` are there.
typedef struct bl_json_output {
  void *context;
  char *bytes;
  size_t count, capacity;
  size_t longest;  // of the whole text
  // Makes room for `extra` more bytes.
  void (*grow)(struct bl_json_output *sink, size_t extra);
  int (*number)(struct bl_json_output *sink, double value);
  // `is_slot`: the object stands in a slot itself, not inside a table.
  int (*object)(struct bl_json_output *sink, const bl_object *object, int depth, bool is_slot);
  bool (*is_utf8)(const char *bytes, size_t length);
  const bl_order *order;  // of the keys of a table
} bl_json_output;

// What became of a record: nothing yet, not to be written, to be written itself, or other results
// have gone to `write`.
enum bl_verdict { BL_NONE = 0, BL_DROPPED, BL_KEPT, BL_REPLACED };

// JSON text as the host has it, over its nodes: a byte range each, the number of the node behind
// its children, and bits. A key is a string and its value the node after it; the children of a
// container follow it.
typedef struct {
  uint32_t start, end, next;
  uint32_t meta;  // the kind; flags; the number of members or elements unless it is expanded
} bl_node;

enum bl_node_kind {
  BL_NODE_NULL,
  BL_NODE_FALSE,
  BL_NODE_TRUE,
  BL_NODE_INTEGER,
  BL_NODE_FLOAT,
  BL_NODE_STRING,
  BL_NODE_ARRAY,
  BL_NODE_OBJECT,
};

enum {
  BL_NODE_KIND = 0xF,
  BL_NODE_ESCAPED = 0x10,
  BL_NODE_EXPANDED = 0x20,
  BL_NODE_COUNT_SHIFT = 8,
  BL_NODE_COUNT_MAX = 0xFFFFFF,  // then to be counted
  BL_OVERSHOOT = 16,             // bytes behind a text that can be read
};

typedef struct {
  const char *text;
  const bl_node *nodes;
  uint32_t root;
  uint32_t digits;  // the object type of numbers that are neither integers nor floats of Lua
  double (*number)(const char *text, size_t length);  // infinite when it is too large
} bl_plain;

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
  // Between two records: takes what became of the last one, an enum bl_verdict, and gives the next;
  // a status other than BL_OK when there is none. The time of the last one goes on: see bl_end_call.
  int (*turn)(void *context, int verdict, bl_next_record *next);
  // A result of `transform`: to be written. `argument` may be a table at a stack position.
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

// How `type` and friends take objects of a type.
enum bl_shape { BL_RECORD, BL_ARRAY, BL_MAP, BL_DIGITS };

typedef struct {
  size_t max_memory;  // bytes of the Lua heap; 0: no limit
  size_t fails_from;  // for tests: the allocation of bl_new from which on all fail; 0: none
  bool is_trusted;    // whether scripts get Lua's own io, and all of os
} bl_options;

enum bl_status { BL_DONE = 0, BL_ERROR = 1, BL_MEMORY = 2, BL_SYNTAX = 3, BL_TIMEOUT = 4 };

// What the last call that did not end with BL_DONE left behind; valid until the next call.
typedef struct {
  const char *message;
  size_t length;
  const char *source;  // the chunk's name as Lua shows it, empty when unknown
  int line;            // 1-based, 0 when unknown
  const char *code;    // of error{code=…, message=…, param=…}, else NULL
  const char *param;
} bl_error;

// A state with the libraries that scripts may reach; NULL when memory is out.
bl_vm *bl_new(const bl_host *host, const bl_options *options);
// What the functions of the host get as their context, before any is called.
void bl_attach(bl_vm *vm, void *context);
// Closes the state: every owner becomes dead. Then only bl_next_dead and bl_free may be called.
void bl_close(bl_vm *vm);
void bl_free(bl_vm *vm);

// What ends the process when a call has lasted too long and cannot be stopped; called on a thread
// of its own with the place in the script, an empty source when it is not known. Does not return.
typedef void bl_stuck(void *context, const char *source, int line);
// From now on each call, and each walk outside of one, lasts `seconds` and then ends with
// BL_TIMEOUT. Takes over the process's SIGURG. Returns 0 or an error number.
int bl_watch_calls(bl_vm *vm, double seconds, bl_stuck *stuck, void *context);
// Whether the last call or walk lasted too long.
bool bl_is_late(bl_vm *vm);

// Whether the memory that was refused last was refused by the system.
bool bl_is_refused(bl_vm *vm);
// Ends the time of a record in `host.turn`, when what it holds of Lua is written down; BL_TIMEOUT
// when it was too long.
int bl_end_call(bl_vm *vm);
// Whether the host waits in a call for what the script has no part in: that is no time of it.
void bl_pause(bl_vm *vm, bool is_paused);

// Declares an object type.
int bl_add_type(bl_vm *vm, uint32_t type, const char *name, int shape);

// Names the field of a record type that `host.turn` tells beforehand, of at most eight types.
int bl_foretell(bl_vm *vm, uint32_t type, const char *field);

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

// Compiles and runs text under a chunk name ("@file" or "=text"). With `entries`, the functions
// begin, filter, transform and finish are then taken from the table it returns, else from the
// globals, and stateless. Function 0 of the prelude is called without arguments before text that
// mentions options, and with what is there as options and columns. The other makes the text the
// body of transform with the locals req and body.
int bl_run(bl_vm *vm, const char *text, size_t length, const char *name, bool entries);
int bl_load_body(bl_vm *vm, const char *text, size_t length, const char *name);
// Hands the global options to function 0, when the top level has failed.
int bl_read_options(bl_vm *vm);
bool bl_is_stateless(bl_vm *vm);
// From now on strings are results of an expression.
void bl_take_text(bl_vm *vm);
// Whether filter or transform is there.
bool bl_has_transform(bl_vm *vm);
bool bl_has_filter(bl_vm *vm);
// Whether begin or finish is there.
bool bl_has_hooks(bl_vm *vm);
// Whether the script has printed something.
bool bl_has_spoken(bl_vm *vm);
// From now on a table of nothing that transform gives is a result, and no empty list.
void bl_take_empty(bl_vm *vm);
// How many of those there were so far.
int64_t bl_empty_lists(bl_vm *vm);
// What filter, or code that is an expression, has made of the records.
enum bl_filtering { BL_NO_FILTER, BL_PASSED, BL_NOTHING_PASSED };
int bl_filtering(bl_vm *vm);
// How a name stands in the code of the script: as a global that is read and not there (and tested
// at once), that is assigned (a function), as a local variable or a text; as the table of globals
// itself; as what loads code; as a global that is there, or a field of some table, that is read; as a field that is assigned.
// Then the keys of the table that it returned, and the globals that are there, after each table what
// is in it.
enum bl_use {
  BL_READ,
  BL_TESTED,
  BL_WRITTEN,
  BL_FUNCTION_WRITTEN,
  BL_LOCAL,
  BL_LITERAL,
  BL_ENVIRONMENT,
  BL_LOADS,
  BL_USED,
  BL_FIELD_WRITTEN,
  BL_RETURNED,
  BL_GLOBAL,
  BL_MEMBER,
};
typedef void bl_name_found(void *context, enum bl_use use, const char *bytes, size_t length,
                           int line);
// Tells the names in the script that was loaded last. Of a script, none when all globals that it
// reads are there and all that it assigns are what the host takes; none where they may come from a
// metatable.
int bl_find_names(bl_vm *vm, bl_name_found *found, void *context);
// The line at which transform, or else filter, begins; 0 when that is not known.
int bl_entry_line(bl_vm *vm);

// Has all threads of the process allocate from one heap, where the C library has several. To be
// called before there are threads.
void bl_use_one_heap(void);

// Takes an owner into the state, which holds on to it until it is released or another one is
// adopted. An owner whose adoption fails is dead.
int bl_adopt(bl_vm *vm, void *owner);
// Gives math.random a state that depends on `number` and on what its state was at the first such
// call, on nothing else: the same for a record whichever state of the script gets it. So do the
// numbers that texts of tables and functions have.
void bl_seed_random(bl_vm *vm, uint64_t number);
// From now on the owner that was adopted last lives until no object of it is reachable.
void bl_release(bl_vm *vm);
// An owner that nothing reaches any more, or NULL when there is none (for now).
void *bl_next_dead(bl_vm *vm);

// Runs filter and transform on the records of an owner that `host.turn` gives, until it gives no
// more or one fails: then the status is that of the failure.
int bl_records(bl_vm *vm, void *owner);
// Calls `begin` (0) or `finish` (1) when the script has it.
int bl_hook(bl_vm *vm, int which);

bl_error bl_last_error(bl_vm *vm);

// To be called by host functions only.
// The text that the failing host function wants raised.
void bl_fail(bl_vm *vm, const char *message, size_t length);
// Walks the value in `slot` of `owner`, or at a stack position. After a failure the two texts say
// what and where.
int bl_walk_slot(bl_vm *vm, void *owner, uint32_t slot, int depth, bl_json_output *sink);
int bl_walk_at(bl_vm *vm, int64_t position, int depth, bl_json_output *sink);
const char *bl_walk_error(bl_vm *vm);
const char *bl_walk_path(bl_vm *vm);
// For `sink.object`: what failed. The path is then the one to the object.
void bl_walk_fail(bl_vm *vm, const char *message);
// A number for what the host makes within an owner, as a new owner would get one: see host.order.
uint64_t bl_next_number(bl_vm *vm);
// Whether the table at `position` is written as an array, and whether it has the key that stands
// at `key`, both without metamethods.
bool bl_table_is_array(bl_vm *vm, int64_t position);
bool bl_table_has(bl_vm *vm, int64_t position, int64_t key);
// The number of records in the table at `position`, when it is a list of them as transform may
// return one, else -1; and element `index` of it, from 1, until it is popped. False when there is
// no room for it.
int64_t bl_list_count(bl_vm *vm, int64_t position);
// Whether it is a table of nothing of which nobody has said that it is a list.
bool bl_is_nothing(bl_vm *vm, int64_t position);
bool bl_push_element(bl_vm *vm, int64_t position, int64_t index, bl_value *value);
// The same for what stands in `slot` of `owner`.
bool bl_push_slot(bl_vm *vm, void *owner, uint32_t slot, bl_value *value);
void bl_pop_element(bl_vm *vm);
// Whether the table in `slot` of `owner` has a key. `object` is set when the slot holds a host
// object, else to NULL.
bool bl_slot_has(bl_vm *vm, void *owner, uint32_t slot, const char *key, size_t length,
                 const bl_object **object);

// For tests: of the allocations from now on, those from number `first` (from 1) to `last` fail.
void bl_fail_allocations(bl_vm *vm, size_t first, size_t last);
// Allocations since then.
size_t bl_allocations(bl_vm *vm);
// For tests: collects all garbage before and after each call of the host.
void bl_stress(bl_vm *vm);

// Bytes in use by the state, and a full collection.
size_t bl_memory(bl_vm *vm);
// Owners that the state has and that bl_next_dead has not given.
size_t bl_owners(bl_vm *vm);
void bl_collect(bl_vm *vm);

// Such as "5.4.4".
const char *bl_lua_version(void);

#ifdef __cplusplus
}
#endif
