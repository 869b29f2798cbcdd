// Data that is passed between the host and Lua: values, calls, statuses.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bl_vm bl_vm;

// A value that is passed. Strings are borrowed: from Lua during the call, from the host until Lua
// has copied them.
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
  BL_NEW_OWNER,  // as a result: object `type`, `id` of `owner`, which is adopted
  BL_ARGUMENT,  // as a result: argument `integer` of the call, from 1
  BL_HANDLE,    // `handle`, of `type`; a result makes a new one
  BL_COPY,      // as a result: a new object for `record` of the call, of the first argument's owner
  BL_ROW,       // as a result: a new table of the pairs of keys and values in `row`
};

// A host object: a userdata. Its first user value keeps the owner alive. The second one caches the
// object that was last read from it, with type and id in `child`; `child_key` is NULL if the key
// that it was read by may now have another value. `is_listed`: the owner finds it by type and id.
typedef struct {
  uint32_t magic;
  uint16_t type;
  bool is_listed;
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
      size_t bytes;  // the size of a new owner, for the pace of the collector
    } made;
    struct {
      const char *name;  // of the type
      uint64_t number;
    } handle;
    struct {
      const struct bl_value *pairs;  // key, value, key, value; borrowed from the host
      uint32_t count;                // the number of pairs
      uint32_t group;                // not 0: a number of all rows with exactly these keys
    } row;
  };
} bl_value;

// BL_OVER_BUDGET: the function would exceed the memory limit for now, and has done nothing.
// BL_PRELUDE: a result of `index` and `newindex`: the function of the prelude with the number
// BL_PRELUDE_READ or BL_PRELUDE_WRITE is to be called, with the arguments of the metamethod.
enum { BL_OK = 0, BL_FAILED = 1, BL_OVER_BUDGET = 3, BL_PRELUDE = 4 };
enum { BL_PRELUDE_READ = -1, BL_PRELUDE_WRITE = -2 };

// The next record for the script: an object of the owner and, if known, the value of the field that
// bl_prefetch_field has set for its type.
typedef struct {
  uint64_t id, child;
  uint32_t type, child_type;
  bool has_child;
  const char *text;  // the text of a record that is a string; else NULL
  size_t length;
} bl_next_record;

enum { BL_ARGUMENTS = 16 };

typedef struct {
  int count;
  bl_value arguments[BL_ARGUMENTS];
  int result_count;
  bl_value results[4];
  bl_next_record record;  // see BL_COPY
  bool collects;           // whether garbage must be collected before the call returns
} bl_call;
