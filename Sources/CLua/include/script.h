// Scripts: loading them, running their functions, and the names that they use.
#pragma once

#include "state.h"

// Compiles and runs text under a chunk name ("@file" or "=text"). With `entries`, the functions
// begin, filter, transform and finish are then taken from the table it returns, else from the
// globals, and stateless. Function 0 of the prelude is called without arguments before text that
// mentions options, and with what is there as options and columns.
int bl_run(bl_vm *vm, const char *text, size_t length, const char *name, bool entries);
// Makes text the body of transform, with the locals req and body.
int bl_load_body(bl_vm *vm, const char *text, size_t length, const char *name);
// Compiles text as an expression of the locals req, body and out; `number` is what bl_evaluate
// takes for it.
int bl_load_expression(bl_vm *vm, const char *text, size_t length, const char *name, int *number);
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
// How a name stands in the code of the script, or that it is known.
enum bl_use {
  BL_READ,              // a global that is read and not there
  BL_TESTED,            // such a one that is tested at once
  BL_WRITTEN,           // a global that is assigned
  BL_FUNCTION_WRITTEN,  // the same, a function
  BL_WRITTEN_INSIDE,    // one of those two, in a function; told after it
  BL_LOCAL,             // a local variable
  BL_LITERAL,           // a text
  BL_ENVIRONMENT,       // the table of globals itself
  BL_LOADS,             // a function that loads code
  BL_USED,              // a global that is there, or a field of some table, that is read
  BL_FIELD_WRITTEN,     // a field that is assigned
  BL_RETURNED,          // a key of the table that the script returned
  BL_GLOBAL,            // a global that is there; if a table, what is in it follows
  BL_MEMBER,            // what is in that
};
typedef void bl_name_found(void *context, enum bl_use use, const char *bytes, size_t length,
                           int line);
// Tells the names in the script that was loaded last. Of a script, none when all globals that it
// reads are there and all that it assigns are what the host takes; none where they may come from a
// metatable.
int bl_find_names(bl_vm *vm, bl_name_found *found, void *context);
// What code reaches beyond the values that it is called with.
enum bl_reach_kind {
  BL_REACHES_NOTHING,
  BL_REACHES_NAME,     // reads a global, or fields of one, that it may not
  BL_REACHES_GLOBAL,   // assigns a global
  BL_REACHES_GLOBALS,  // uses the table of globals as a value
  BL_REACHES_UNKNOWN,  // does not compile, or to a form that is not known
};
typedef struct {
  enum bl_reach_kind kind;
  int line;  // the first one; 1-based
  char name[128];
} bl_reach;
// Whether a global may be read, or a field of it, by their names with dots between: of "batch" alone,
// the global itself is taken as a value.
typedef bool bl_may_reach(void *context, const char *path);
// Looks at the text of a script, or at code that is the body of transform: that may assign no
// globals either. Runs nothing of it.
void bl_find_reach(const char *text, size_t length, bool is_body, bl_may_reach *may_reach,
                   void *context, bl_reach *reach);
// The line at which transform, or else filter, begins; 0 when that is not known.
int bl_entry_line(bl_vm *vm);

// Between two records: takes what became of the last one, an enum bl_verdict, and gives the next; a
// status other than BL_OK when there is none. The time of the last one is still counted: see
// bl_end_call.
typedef int (*bl_turn)(void *loop, int verdict, bl_next_record *next);

// Runs filter and transform on the records of an owner that `turn` gives, until it gives no more or
// one fails: then the status is that of the failure.
int bl_records(bl_vm *vm, void *owner, bl_turn turn, void *loop);
// Expressions over a record, and their values.
typedef struct {
  bl_value req, out;       // BL_NEW_OWNER; `out` may be BL_NIL, or BL_ARGUMENT: it is req
  const int *expressions;  // by their numbers
  size_t count;
  // Takes the value of one, in their order; it lasts for the time of the call.
  int (*take)(void *context, void *taker, const bl_value *value);
  void *taker;
  size_t handed;  // of the owners of req and out, how many the state has taken
} bl_evaluation;
int bl_evaluate(bl_vm *vm, bl_evaluation *evaluation);
// Calls `begin` (0) or `finish` (1) when the script has it.
int bl_hook(bl_vm *vm, int which);
