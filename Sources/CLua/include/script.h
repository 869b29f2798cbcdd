// Scripts: loading them, running their functions, and analysing their names.
#pragma once

#include "state.h"

// Compiles and runs text under a chunk name ("@file" or "=text"). With `entries`, then stores the
// functions begin, filter, transform and finish, and the flag stateless, from the table that it
// returns or, without one, from the globals. If the text mentions options, function 0 of the
// prelude is called without arguments before it runs, and with its options and columns afterwards.
int bl_run(bl_vm *vm, const char *text, size_t length, const char *name, bool entries);
// Compiles text as the body of transform, with the locals req and body.
int bl_load_body(bl_vm *vm, const char *text, size_t length, const char *name);
// Compiles text as an expression of the locals req, body and out; sets its number for bl_evaluate.
int bl_load_expression(bl_vm *vm, const char *text, size_t length, const char *name, int *number);
// Calls function 0 with the global options, if the top level has failed.
int bl_read_options(bl_vm *vm);
bool bl_is_stateless(bl_vm *vm);
// Makes strings results of an expression.
void bl_take_text(bl_vm *vm);
// Whether the script has filter or transform.
bool bl_has_transform(bl_vm *vm);
bool bl_has_filter(bl_vm *vm);
// Whether the script has begin or finish.
bool bl_has_hooks(bl_vm *vm);
// Whether the script has printed something.
bool bl_has_printed(bl_vm *vm);
// Makes an empty table from transform a result, not an empty list.
void bl_take_empty(bl_vm *vm);
// The number of empty lists so far.
int64_t bl_empty_lists(bl_vm *vm);
// What filter, or a body that is an expression, has decided for the records so far.
enum bl_filtering { BL_NO_FILTER, BL_PASSED, BL_NOTHING_PASSED };
int bl_filtering(bl_vm *vm);
// A use of a name in the bytecode of the script, or a definition in the state.
enum bl_use {
  BL_READ,              // an undefined global that is read
  BL_TESTED,            // an undefined global that is only tested
  BL_WRITTEN,           // a global that is assigned
  BL_FUNCTION_WRITTEN,  // a global that a function is assigned to
  BL_WRITTEN_INSIDE,    // one of those two, inside of a function; reported after it
  BL_LOCAL,             // a local variable
  BL_LITERAL,           // a string constant
  BL_ENVIRONMENT,       // the table of globals itself
  BL_LOADS,             // a function that loads code
  BL_USED,              // a defined global, or a field of some table, that is read
  BL_FIELD_WRITTEN,     // a field that is assigned
  BL_RETURNED,          // a key of the table that the script returned
  BL_GLOBAL,            // a defined global; if it is a table, its fields follow
  BL_MEMBER,            // a field of that table
};
typedef void bl_name_found(void *context, enum bl_use use, const char *bytes, size_t length,
                           int line);
// Calls `found` for the names in the script that was loaded last. Reports nothing if all globals
// that it reads are defined and it assigns only those that the host uses, or if globals may come
// from a metatable.
int bl_find_names(bl_vm *vm, bl_name_found *found, void *context);
// What code accesses beyond its arguments.
enum bl_reach_kind {
  BL_REACHES_NOTHING,
  BL_REACHES_NAME,     // reads a global, or fields of one, that is not allowed
  BL_REACHES_GLOBAL,   // assigns a global
  BL_REACHES_GLOBALS,  // uses the table of globals as a value
  BL_REACHES_UNKNOWN,  // does not compile, or its bytecode cannot be parsed
};
typedef struct {
  enum bl_reach_kind kind;
  int line;  // the first one; 1-based
  char name[128];
} bl_reach;
// Whether a global or a field of it, such as "batch.log", may be read. "batch" alone means that the
// global itself is used as a value.
typedef bool bl_may_reach(void *context, const char *path);
// Analyses the text of a script or, with `is_body`, code that is the body of transform and must not
// assign globals. Does not run it.
void bl_find_reach(const char *text, size_t length, bool is_body, bl_may_reach *may_reach,
                   void *context, bl_reach *reach);
// The line at which transform, or else filter, begins; 0 if unknown.
int bl_entry_line(bl_vm *vm);

// Called between two records: receives the outcome of the last one, an enum bl_verdict, and sets
// the next; returns a status other than BL_OK if there is none. The time of the last record still
// counts until bl_end_call.
typedef int (*bl_turn)(void *loop, int verdict, bl_next_record *next);

// Runs filter and transform on the records of an owner that `turn` sets, until there are no more or
// one fails; then returns the status of the failure.
int bl_records(bl_vm *vm, void *owner, bl_turn turn, void *loop);
// Expressions over a record, and their values.
typedef struct {
  bl_value req, out;       // BL_NEW_OWNER; `out` may also be BL_NIL, or BL_ARGUMENT if it is req
  const int *expressions;  // their numbers
  size_t count;
  // Receives the value of each expression, in order; it is valid during the call.
  int (*take)(void *context, void *taker, const bl_value *value);
  void *taker;
  size_t handed;  // result: how many of the owners of req and out the state has adopted
} bl_evaluation;
int bl_evaluate(bl_vm *vm, bl_evaluation *evaluation);
// Calls `begin` (0) or `finish` (1), if the script has it.
int bl_hook(bl_vm *vm, int which);
