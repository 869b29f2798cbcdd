// What crosses between the host and Lua: values, calls, the status of a call.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
  BL_NEW_OWNER,  // as a result: object `type`, `id` of the new owner `owner`
  BL_ARGUMENT,  // as a result: argument `integer` of the call, from 1
  BL_HANDLE,    // `handle`, of `type`: made when it is a result
  BL_COPY,      // as a result: a new object for `record` of the call, of the first argument's owner
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
// the field gives which bl_prefetch_field has named for its type.
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
  bool collects;           // garbage is to be collected before the call returns
} bl_call;
