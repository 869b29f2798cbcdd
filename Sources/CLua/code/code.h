// Compiled code: how text becomes it, and how lua_dump writes it. That form is the same from Lua
// 5.4.0 to 5.4.8.
#pragma once

#include "state/state.h"

enum { BL_MAX_SOURCE = 16 << 20 };  // bytes of a text

// ---- load_code.c, lua_break_fix.c

#if BL_MENDS_LUA
// As luaL_loadbufferx of text; may raise when memory is out.
int bl_load(lua_State *L, const char *text, size_t length, const char *name);
// Mends the function on top, which was loaded from text that is not known to be without fault.
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

// As bl_load, of `before` and the text.
int bl_load_after(lua_State *L, const char *before, bl_text text, const char *name);
// As bl_load, of the body of transform: as in the Lua prompt, an expression when it compiles as one,
// else statements.
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

// A position in a dump; `at` becomes NULL where the dump is not understood.
typedef struct {
  char *at, *end;
} bl_dump;

size_t bl_take_size(bl_dump *dump);
// `bytes` is NULL when there is no string.
bl_text bl_take_string(bl_dump *dump);

// A function in a dump. `far_lines` and `variables` are to be read by the functions above.
typedef struct bl_code {
  const struct bl_code *outer;  // the one it is written in
  char *instructions;
  size_t count;
  const uint32_t *constants;  // where those begin that are strings, from `base`; 0: others
  size_t constant_count;
  char *base, *end;           // of the dump
  const char *upvalues;  // of three bytes
  size_t upvalue_count;
  int line;
  const signed char *lines;  // steps from line to line, for each instruction
  size_t line_count;
  bl_dump far_lines;  // pairs of instruction and line, where a step is too long
  size_t variable_count;
  bl_dump variables;  // names of local variables with two numbers
} bl_code;

static inline uint32_t bl_instruction(const bl_code *code, size_t index) {
  uint32_t instruction;
  memcpy(&instruction, code->instructions + 4 * index, 4);
  return instruction;
}

// `bytes` is NULL for a constant that is no string.
bl_text bl_constant(const bl_code *code, size_t index);
// Whether an upvalue is the one that holds the globals.
bool bl_holds_globals(const bl_code *code, size_t upvalue);

typedef void bl_visit(void *context, const bl_code *code);
// Calls `visit` for each function of a dump, inner ones first; false when not all of the dump was
// understood. With `L`, constants can be read, and it may raise when memory is out.
bool bl_walk_code(lua_State *L, char *bytes, size_t length, bl_visit *visit, void *context);

// What an instruction does with globals.
enum bl_access {
  BL_NO_GLOBAL,
  BL_READS_GLOBAL,    // puts the one that has the name into a register
  BL_WRITES_GLOBAL,   // assigns it, from a register or a constant
  BL_TAKES_GLOBALS,   // puts the table of all into a register: as a value, or to assign the one that
                      // has the name
  BL_SETS_GLOBALS,    // puts another value in the place of the table
};
typedef struct {
  enum bl_access kind;
  bl_text name;  // `bytes` is NULL where none is known
  int value;     // the register; after `next` instructions
  size_t next;   // the index of the instruction behind
} bl_global;
// Where a function has more constants than an instruction can name, a read takes three of them, and
// begins with that at `index`.
bl_global bl_global_at(const bl_code *code, size_t index);

// The lines of instructions, to be asked for one after the other, from that at 0.
typedef struct {
  bl_dump far;
  int line;
} bl_line_steps;

static inline bl_line_steps bl_begin_lines(const bl_code *code) {
  return (bl_line_steps){code->far_lines, code->line};
}

int bl_next_line(const bl_code *code, bl_line_steps *steps, size_t index);

// Pushes a userdata with the dump of the function on top, which it returns.
char *bl_push_dump(lua_State *L, size_t *size);
