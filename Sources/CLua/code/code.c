// Reading compiled code.
#include "code/code.h"

enum { NUMBER_FLOAT = 0x13, NUMBER_INTEGER = 0x03, STRING_SHORT = 0x04, STRING_LONG = 0x14 };

static const char head[] = LUA_SIGNATURE "\x54\0\x19\x93\r\n\x1a\n\4\10\10";
enum { HEAD = sizeof head - 1, SAMPLES = 16, DEEPEST = 250, FAR = -128 };

static char *skip(bl_dump *dump, size_t count, size_t size) {
  char *from = dump->at;
  if (dump->at && count <= (size_t)(dump->end - dump->at) / size) dump->at += count * size;
  else dump->at = NULL;
  return dump->at ? from : NULL;
}

static size_t take_byte(bl_dump *dump) {
  skip(dump, 1, 1);
  return dump->at ? (unsigned char)dump->at[-1] : 0;
}

size_t bl_take_size(bl_dump *dump) {
  size_t size = 0, byte;
  do {
    byte = take_byte(dump);
    if (size >> 56) dump->at = NULL;
    size = size << 7 | (byte & 0x7F);
  } while (dump->at && !(byte & 0x80));
  return dump->at ? size : 0;
}

bl_text bl_take_string(bl_dump *dump) {
  size_t size = bl_take_size(dump);  // and one; 0: none
  size_t length = size ? size - 1 : 0;
  char *bytes = skip(dump, length, 1);
  return (bl_text){size ? bytes : NULL, bytes ? length : 0};
}

static void skip_sizes(bl_dump *dump, size_t count) {
  while (dump->at && count-- > 0) bl_take_size(dump);
}

// With `L`, pushes a userdata with the offsets of the constants that are strings.
static void take_constants(lua_State *L, bl_dump *dump, bl_code *code) {
  size_t count = bl_take_size(dump);
  if (count > (size_t)(dump->end - dump->at)) dump->at = NULL;
  if (!dump->at) count = 0;
  uint32_t *offsets = L ? lua_newuserdatauv(L, count * sizeof *offsets, 0) : NULL;
  for (size_t i = 0; dump->at && i < count; i++) {
    size_t kind = take_byte(dump);
    bool is_string = kind == STRING_SHORT || kind == STRING_LONG;
    if (offsets) offsets[i] = is_string ? (uint32_t)(dump->at - code->base) : 0;
    if (is_string) bl_take_string(dump);
    else if (kind == NUMBER_FLOAT || kind == NUMBER_INTEGER) skip(dump, 1, 8);
  }
  code->constants = offsets;
  code->constant_count = offsets ? count : 0;
}

typedef struct {
  lua_State *L;
  bl_dump dump;
  char *base;
  bl_visit *visit;
  void *context;
} bl_code_walk;

// The debug information: lines, local variables, names of upvalues.
static void take_debug(bl_dump *dump, bl_code *code) {
  code->line_count = bl_take_size(dump);
  code->lines = (const signed char *)skip(dump, code->line_count, 1);
  size_t far_count = bl_take_size(dump);
  code->far_lines = *dump;
  while (dump->at && far_count-- > 0) skip_sizes(dump, 2);
  code->variable_count = bl_take_size(dump);
  code->variables = *dump;
  for (size_t i = 0; dump->at && i < code->variable_count; i++) {
    bl_take_string(dump);
    skip_sizes(dump, 2);
  }
  for (size_t count = bl_take_size(dump); dump->at && count > 0; count--) bl_take_string(dump);
}

static void walk_function(bl_code_walk *walk, const bl_code *outer, int depth) {
  bl_dump *dump = &walk->dump;
  bl_code code = {.outer = outer, .base = walk->base, .end = dump->end};
  if (depth > DEEPEST) dump->at = NULL;
  bl_take_string(dump);  // its source
  code.line = (int)bl_take_size(dump);
  bl_take_size(dump);  // the last line of the function
  skip(dump, 3, 1);    // number of parameters, vararg flag, stack size
  code.count = bl_take_size(dump);
  code.instructions = skip(dump, code.count, 4);
  if (dump->at) take_constants(walk->L, dump, &code);
  code.upvalue_count = bl_take_size(dump);
  code.upvalues = skip(dump, code.upvalue_count, 3);
  for (size_t count = bl_take_size(dump); dump->at && count > 0; count--) {
    walk_function(walk, &code, depth + 1);
  }
  take_debug(dump, &code);
  if (!dump->at) return;
  walk->visit(walk->context, &code);
  if (walk->L) lua_pop(walk->L, 1);
}

bool bl_walk_code(lua_State *L, char *bytes, size_t length, bl_visit *visit, void *context) {
  bl_code_walk walk = {L, {bytes + HEAD + SAMPLES + 1, bytes + length}, bytes, visit, context};
  if (length < HEAD + SAMPLES + 1 || length > UINT32_MAX) return false;
  if (memcmp(bytes, head, HEAD) != 0) return false;
  int top = L ? lua_gettop(L) : 0;
  if (L) luaL_checkstack(L, DEEPEST + 8, NULL);
  walk_function(&walk, NULL, 0);
  if (L) lua_settop(L, top);
  return walk.dump.at == walk.dump.end;
}

bl_text bl_constant(const bl_code *code, size_t index) {
  if (index >= code->constant_count || !code->constants[index]) return (bl_text){NULL, 0};
  bl_dump dump = {code->base + code->constants[index], code->end};
  return bl_take_string(&dump);
}

// The chunk itself has one upvalue, the globals; inner functions inherit it.
bool bl_holds_globals(const bl_code *code, size_t upvalue) {
  for (; upvalue < code->upvalue_count; code = code->outer) {
    if (!code->outer) return upvalue == 0;
    const unsigned char *from = (const unsigned char *)code->upvalues + 3 * upvalue;
    if (from[0]) return false;  // a local variable
    upvalue = from[1];
  }
  return false;
}

// The access of an instruction that loads the table of globals into a register.
static bl_global global_in_table(const bl_code *code, size_t index) {
  uint32_t table = bl_instruction(code, index);
  bl_global found = {BL_TAKES_GLOBALS, {NULL, 0}, bl_a(table), index + 1};
  if (index + 2 >= code->count) return found;
  uint32_t load = bl_instruction(code, index + 1), get = bl_instruction(code, index + 2);
  if (bl_op(load) != OP_LOADK) return found;
  found.name = bl_constant(code, bl_bx(load));
  if (bl_op(get) != OP_GETTABLE || bl_b(get) != bl_a(table) || bl_c(get) != bl_a(load)) return found;
  return (bl_global){BL_READS_GLOBAL, found.name, bl_a(get), index + 3};
}

bl_global bl_global_at(const bl_code *code, size_t index) {
  uint32_t here = bl_instruction(code, index);
  size_t next = index + 1;
  switch (bl_op(here)) {
    case OP_GETTABUP:
      if (!bl_holds_globals(code, bl_b(here))) break;
      return (bl_global){BL_READS_GLOBAL, bl_constant(code, bl_c(here)), bl_a(here), next};
    case OP_SETTABUP:
      if (!bl_holds_globals(code, bl_a(here))) break;
      return (bl_global){BL_WRITES_GLOBAL, bl_constant(code, bl_b(here)), bl_c(here), next};
    case OP_GETUPVAL:
      if (bl_holds_globals(code, bl_b(here))) return global_in_table(code, index);
      break;
    case OP_SETUPVAL:
      if (!bl_holds_globals(code, bl_b(here))) break;
      return (bl_global){BL_SETS_GLOBALS, {NULL, 0}, bl_a(here), next};
  }
  return (bl_global){.kind = BL_NO_GLOBAL, .next = next};
}

int bl_next_line(const bl_code *code, bl_line_steps *steps, size_t index) {
  if (index >= code->line_count) return steps->line;
  if (code->lines[index] != FAR) return steps->line += code->lines[index];
  bl_take_size(&steps->far);
  return steps->line = (int)bl_take_size(&steps->far);
}

static int count(lua_State *L, const void *bytes, size_t length, void *context) {
  (void)L, (void)bytes;
  *(size_t *)context += length;
  return 0;
}

static int copy(lua_State *L, const void *bytes, size_t length, void *context) {
  (void)L;
  char **at = context;
  memcpy(*at, bytes, length);
  *at += length;
  return 0;
}

// Not with a luaL_Buffer, which does not collect garbage if memory is refused.
char *bl_push_dump(lua_State *L, size_t *size) {
  *size = 0;
  lua_dump(L, count, size, false);
  char *bytes = lua_newuserdatauv(L, *size, 0), *at = bytes;
  lua_pushvalue(L, -2);
  lua_dump(L, copy, &at, false);
  lua_pop(L, 1);
  return bytes;
}
