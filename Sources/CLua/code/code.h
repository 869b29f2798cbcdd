// Compiling text, and reading bytecode in the format of lua_dump, which is the same from Lua 5.4.0
// to 5.4.8.
#pragma once

#include "state/state.h"

enum { BL_MAX_SOURCE = 16 << 20 };  // the most bytes of source text

// ---- load_code.c, lua_break_fix.c

#if BL_MENDS_LUA
// Like luaL_loadbufferx for text; may raise if out of memory.
int bl_load(lua_State *L, const char *text, size_t length, const char *name);
// Mends the function on top, whose bytecode may have the bug of lua_break_fix.c.
int bl_mend_breaks(lua_State *L, const char *name);
#else
static inline int bl_load(lua_State *L, const char *text, size_t length, const char *name) {
  return luaL_loadbufferx(L, text, length, name, "t");
}
static inline int bl_mend_breaks(lua_State *L, const char *name) {
  (void)L, (void)name;
  return LUA_OK;
}
#endif

// Like bl_load, for `before` followed by the text.
int bl_load_after(lua_State *L, const char *before, bl_text text, const char *name);
// Like bl_load, for the body of transform: an expression if it compiles as one, else statements, as
// at the Lua prompt.
int bl_load_code(lua_State *L, bl_text text, const char *name, bool *is_expression);

// ---- code.c

enum bl_opcode {
  OP_LOADK = 3,
  OP_GETUPVAL = 9,
  OP_SETUPVAL = 10,
  OP_GETTABUP = 11,
  OP_GETTABLE = 12,
  OP_GETFIELD = 14,
  OP_SETTABUP = 15,
  OP_SETFIELD = 18,
  OP_SELF = 20,
  OP_CLOSE = 54,
  OP_TEST = 66,
  OP_TESTSET = 67,
  OP_TFORLOOP = 77,
  OP_CLOSURE = 79,
};

// The parts of an instruction.
static inline int bl_op(uint32_t instruction) { return instruction & 0x7F; }
static inline int bl_a(uint32_t instruction) { return instruction >> 7 & 0xFF; }
static inline int bl_b(uint32_t instruction) { return instruction >> 16 & 0xFF; }
static inline int bl_c(uint32_t instruction) { return instruction >> 24 & 0xFF; }
static inline uint32_t bl_bx(uint32_t instruction) { return instruction >> 15; }

// A position in a dump; `at` becomes NULL if the dump cannot be parsed.
typedef struct {
  char *at, *end;
} bl_dump;

size_t bl_take_size(bl_dump *dump);
// `bytes` is NULL if there is no string.
bl_text bl_take_string(bl_dump *dump);

// A function in a dump. `far_lines` and `variables` are positions for the functions above.
typedef struct bl_code {
  const struct bl_code *outer;  // the enclosing function
  char *instructions;
  size_t count;
  const uint32_t *constants;  // offsets from `base` of those that are strings; 0 for others
  size_t constant_count;
  char *base, *end;           // of the dump
  const char *upvalues;  // three bytes each
  size_t upvalue_count;
  int line;
  const signed char *lines;  // steps from line to line, for each instruction
  size_t line_count;
  bl_dump far_lines;  // pairs of instruction and line, where a step does not fit in a byte
  size_t variable_count;
  bl_dump variables;  // local variables: a name and two numbers each
} bl_code;

static inline uint32_t bl_instruction(const bl_code *code, size_t index) {
  uint32_t instruction;
  memcpy(&instruction, code->instructions + 4 * index, 4);
  return instruction;
}

// `bytes` is NULL for a constant that is not a string.
bl_text bl_constant(const bl_code *code, size_t index);
// Whether an upvalue is the one that holds the globals.
bool bl_holds_globals(const bl_code *code, size_t upvalue);

typedef void bl_visit(void *context, const bl_code *code);
// Calls `visit` for each function of a dump, inner ones first; false if the dump could not be
// parsed completely. With `L`, constants can be read, and it may raise if out of memory.
bool bl_walk_code(lua_State *L, char *bytes, size_t length, bl_visit *visit, void *context);

// How an instruction accesses globals.
enum bl_access {
  BL_NO_GLOBAL,
  BL_READS_GLOBAL,    // loads the global `name` into a register
  BL_WRITES_GLOBAL,   // assigns the global `name`
  BL_TAKES_GLOBALS,   // loads the table of globals into a register: as a value, or to assign `name`
  BL_SETS_GLOBALS,    // replaces the table of globals
};
typedef struct {
  enum bl_access kind;
  bl_text name;  // `bytes` is NULL if unknown
  int value;     // the register that has the value at instruction `next`
  size_t next;   // the index of the next instruction
} bl_global;
// The access of the instruction at `index`. In a function with more constants than an instruction
// can address, a read consists of three instructions, of which this is the first.
bl_global bl_global_at(const bl_code *code, size_t index);

// Iterates over the lines of instructions, from index 0 on.
typedef struct {
  bl_dump far;
  int line;
} bl_line_steps;

static inline bl_line_steps bl_begin_lines(const bl_code *code) {
  return (bl_line_steps){code->far_lines, code->line};
}

int bl_next_line(const bl_code *code, bl_line_steps *steps, size_t index);

// Pushes a userdata with the dump of the function on top; returns the dump.
char *bl_push_dump(lua_State *L, size_t *size);
