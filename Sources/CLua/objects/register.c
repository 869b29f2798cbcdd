// Declaring types, functions and values in a state.
#include "objects/objects.h"

char bl_key_functions;

typedef struct {
  uint32_t type;
  const char *name;
  int shape;
} bl_new_type;

static int add_type_body(lua_State *L) {
  bl_new_type *new_type = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  static const luaL_Reg methods[] = {
      {"__index", bl_object_index}, {"__newindex", bl_object_newindex},
      {"__len", bl_object_length},  {"__pairs", bl_object_pairs},
      {"__tostring", bl_object_text},  {NULL, NULL},
  };
  static const luaL_Reg digits[] = {{"__tostring", bl_object_text}, {NULL, NULL}};
  lua_createtable(L, 0, 16);
  luaL_setfuncs(L, new_type->shape == BL_DIGITS ? digits : methods, 0);
  if (new_type->shape == BL_DIGITS) bl_add_operators(L);
  lua_pushstring(L, new_type->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  vm->metatables[new_type->type] = luaL_ref(L, LUA_REGISTRYINDEX);
  vm->shapes[new_type->type] = (uint8_t)new_type->shape;
  return 0;
}

int bl_add_type(bl_vm *vm, uint32_t type, const char *name, int shape) {
  bl_new_type new_type = {type, name, shape};
  return bl_protected(vm, add_type_body, &new_type);
}

static int prefetch_field_body(lua_State *L) {
  bl_new_type *declaration = lua_touserdata(L, 1);
  bl_vm *vm = vm_of(L);
  lua_pushstring(L, declaration->name);
  vm->prefetched[declaration->type] = vm->lasting[vm->lasting_count++] = lua_topointer(L, -1);
  luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int bl_prefetch_field(bl_vm *vm, uint32_t type, const char *field) {
  bl_new_type declaration = {type, field, 0};
  return bl_protected(vm, prefetch_field_body, &declaration);
}

typedef struct {
  uint32_t number;
  const char *library, *name;
  const bl_value *value;
  bool is_there;
} bl_definition;

// Replaces the table on top by the table in its field `name`, which is created if missing.
static void enter_table(lua_State *L, const char *name) {
  int type = lua_getfield(L, -1, name);
  if (type != LUA_TNIL && type != LUA_TTABLE) {
    luaL_error(L, "'%s' is a %s, in which nothing can be put", name, luaL_typename(L, -1));
  }
  lua_pop(L, 1);
  luaL_getsubtable(L, -1, name);
  lua_remove(L, -2);
}

// Sets field `name` of the library to the value on top. The library is a global table, created if
// missing; dots separate levels.
static void define(lua_State *L, const bl_definition *definition) {
  lua_pushglobaltable(L);
  if (definition->library) enter_table(L, definition->library);
  const char *name = definition->name;
  const char *dot;
  while (!definition->value && (dot = strchr(name, '.'))) {
    lua_pushlstring(L, name, (size_t)(dot - name));
    lua_insert(L, -2);
    enter_table(L, lua_tostring(L, -2));
    lua_remove(L, -2);
    name = dot + 1;
  }
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 2);
}

static int add_function_body(lua_State *L) {
  bl_definition *definition = lua_touserdata(L, 1);
  lua_pushinteger(L, definition->number);
  lua_pushcclosure(L, bl_call_host, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_pushvalue(L, -2);
  lua_rawseti(L, -2, definition->number);
  lua_pop(L, 1);
  if (definition->library) define(L, definition);
  return 0;
}

int bl_add_function(bl_vm *vm, uint32_t number, const char *library, const char *name) {
  bl_definition definition = {number, library, name, NULL, false};
  return bl_protected(vm, add_function_body, &definition);
}

static int set_body(lua_State *L) {
  bl_definition *definition = lua_touserdata(L, 1);
  bl_push(L, vm_of(L), 0, definition->value);
  define(L, definition);
  return 0;
}

int bl_set(bl_vm *vm, const char *library, const char *name, const bl_value *value) {
  bl_definition definition = {0, library, name, value, false};
  return bl_protected(vm, set_body, &definition);
}

static int has_global_body(lua_State *L) {
  bl_definition *definition = lua_touserdata(L, 1);
  lua_pushglobaltable(L);
  lua_pushstring(L, definition->name);
  definition->is_there = lua_rawget(L, -2) != LUA_TNIL;
  return 0;
}

int bl_has_global(bl_vm *vm, const char *name, bool *is_there) {
  bl_definition definition = {0, NULL, name, NULL, false};
  int status = bl_protected(vm, has_global_body, &definition);
  *is_there = definition.is_there;
  return status;
}

// host.register(number, function): lets the host return a function of the prelude as a result.
int bl_register(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  lua_pushvalue(L, 2);
  lua_rawseti(L, -2, luaL_checkinteger(L, 1));
  return 0;
}

// host.array_methods(table): the methods of json.array{} tables.
int bl_array_methods(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_array);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "__index");
  return 0;
}

// Adds a table with weak values to the registry.
static void add_weak(lua_State *L, void *key) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void bl_open_objects(lua_State *L, bl_vm *vm) {
  bl_open_owners(L);
  lua_pushboolean(L, false);
  vm->current_reference = luaL_ref(L, LUA_REGISTRYINDEX);

  add_weak(L, &bl_key_owners);
  add_weak(L, &bl_key_groups);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &bl_key_functions);
  bl_open_marks(L);
  bl_open_null(L);
}
