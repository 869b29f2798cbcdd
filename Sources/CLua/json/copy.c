// json.copy of an unchanged value: makes plain tables directly from the host's text.
#include "json/json.h"

// A table that is being filled: the end of its children, and the index of the next element; 0 for
// an object.
typedef struct {
  uint32_t end;
  lua_Integer index;
} bl_level;

static inline int kind_of(const bl_node *node) { return (int)(node->meta & BL_NODE_KIND); }

// The number of members or elements, as a hint for the size of the table.
static int count_of(const bl_plain *plain, uint32_t number) {
  const bl_node *node = &plain->nodes[number];
  uint32_t count = node->meta >> BL_NODE_COUNT_SHIFT;
  if (!(node->meta & BL_NODE_EXPANDED) && count < BL_NODE_COUNT_MAX) return (int)count;
  bool is_object = kind_of(node) == BL_NODE_OBJECT;
  count = 0;
  for (uint32_t at = number + 1; at < node->next; count++) {
    at = plain->nodes[at + is_object].next;
  }
  return (int)count;
}

static bl_level push_table(lua_State *L, const bl_plain *plain, uint32_t number) {
  const bl_node *node = &plain->nodes[number];
  bool is_array = kind_of(node) == BL_NODE_ARRAY;
  int count = count_of(plain, number);
  luaL_checkstack(L, 8, NULL);
  lua_createtable(L, is_array ? count : 0, is_array ? 0 : count);
  if (is_array) bl_mark_list(L, -1);
  return (bl_level){node->next, is_array};
}

static void push_string(lua_State *L, bl_vm *vm, const bl_plain *plain, const bl_node *node) {
  const char *inner = plain->text + node->start + 1;
  size_t length = node->end - node->start - 2;
  if (node->meta & BL_NODE_ESCAPED) {
    char *decoded = bl_scratch(vm, length + BL_OVERSHOOT);
    if (!decoded) luaL_error(L, "not enough memory");
    length = bl_unescape(decoded, inner, length);
    inner = decoded;
  }
  lua_pushlstring(L, inner, length);
}

// Converts an integer that fits in 64 bits; false otherwise, and for -0, which becomes a float.
static bool to_integer(const char *text, size_t length, lua_Integer *value) {
  bool is_negative = text[0] == '-';
  uint64_t digits = 0;
  if (is_negative) text++, length--;
  if (length > 19 || (is_negative && text[0] == '0')) return false;
  for (size_t i = 0; i < length; i++) digits = digits * 10 + (uint64_t)(text[i] - '0');
  if (digits > (uint64_t)INT64_MAX + is_negative) return false;
  *value = (lua_Integer)(is_negative ? 0 - digits : digits);
  return true;
}

// The nearest double of a number. Without exponent and with at most 15 digits, it is the quotient
// of two exact doubles; the host converts other numbers.
static double to_double(const bl_plain *plain, const char *text, size_t length) {
  static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  bool is_negative = text[0] == '-';
  uint64_t digits = 0;
  size_t count = 0, fraction = 0, i = is_negative;
  for (; i < length && count <= 15; i++) {
    unsigned digit = (unsigned char)text[i] - '0';
    if (digit < 10) {
      digits = digits * 10 + digit;
      count++;
    } else if (text[i] == '.') {
      fraction = length - i - 1;
    } else {
      break;
    }
  }
  if (i < length || count > 15) return plain->number(text, length);
  double value = (double)digits / powers[fraction];
  return is_negative ? -value : value;
}

// The owner's userdata is at 2.
static void push_number(lua_State *L, bl_vm *vm, const bl_plain *plain, uint32_t number) {
  const bl_node *node = &plain->nodes[number];
  const char *text = plain->text + node->start;
  size_t length = node->end - node->start;
  if (kind_of(node) == BL_NODE_INTEGER) {
    lua_Integer integer;
    if (to_integer(text, length, &integer)) {
      lua_pushinteger(L, integer);
    } else if (length == 2) {
      lua_pushnumber(L, -0.0);
    } else {
      bl_push_object(L, vm, 2, plain->digits, number);
    }
    return;
  }
  double value = to_double(plain, text, length);
  if (value - value == 0) lua_pushnumber(L, value);
  else bl_push_object(L, vm, 2, plain->digits, number);
}

static void push_scalar(lua_State *L, bl_vm *vm, const bl_plain *plain, uint32_t number) {
  const bl_node *node = &plain->nodes[number];
  switch (kind_of(node)) {
    case BL_NODE_STRING: push_string(L, vm, plain, node); return;
    case BL_NODE_FALSE: lua_pushboolean(L, false); return;
    case BL_NODE_TRUE: lua_pushboolean(L, true); return;
    case BL_NODE_NULL: lua_pushlightuserdata(L, NULL); return;
    default: push_number(L, vm, plain, number); return;
  }
}

// Stores the value on top in the table below it.
static void store(lua_State *L, bl_level *level) {
  if (level->index) lua_rawseti(L, -2, level->index++);
  else lua_rawset(L, -3);  // the last one of repeated keys wins
}

// Pushes the table. Incomplete tables are on the stack, each above its key.
static void push_copy(lua_State *L, bl_vm *vm, const bl_plain *plain) {
  bl_level levels[BL_MAX_DEPTH], *level = levels;
  uint32_t at = plain->root + 1;
  *level = push_table(L, plain, plain->root);
  for (;;) {
    if (is_over(vm)) bl_stop(L);
    if (at == level->end) {
      if (level == levels) return;
      store(L, --level);
      continue;
    }
    if (!level->index) push_string(L, vm, plain, &plain->nodes[at++]);
    uint32_t number = at++;
    if (kind_of(&plain->nodes[number]) >= BL_NODE_ARRAY) {
      if (++level == levels + BL_MAX_DEPTH) luaL_error(L, "the value is nested too deep");
      *level = push_table(L, plain, number);
    } else {
      push_scalar(L, vm, plain, number);
      store(L, level);
    }
  }
}

int bl_copy(lua_State *L) {
  bl_object *object = object_at(L, 1);
  bl_vm *vm = vm_of(L);
  bl_plain plain;
  vm->L = L;
  if (!object || vm->host.plain(vm->context, object, &plain) != BL_OK) return 0;
  lua_settop(L, 1);
  lua_getiuservalue(L, 1, 1);
  push_copy(L, vm, &plain);
  return 1;
}
