// Marking Lua tables as JSON arrays, objects and lists, and deciding as what tables are written.
#include "objects/objects.h"

char bl_key_array, bl_key_object;
static char key_list;

enum bl_mark bl_marking(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return BL_MARK_NONE;
  const void *metatable = lua_topointer(L, -1);
  lua_pop(L, 1);
  const void *const *marks = vm_of(L)->marks;
  for (enum bl_mark mark = BL_MARK_ARRAY; mark < BL_MARK_COUNT; mark++) {
    if (marks[mark] == metatable) return mark;
  }
  return BL_MARK_NONE;
}

void bl_mark_list(lua_State *L, int index) {
  index = lua_absindex(L, index);
  if (lua_getmetatable(L, index)) {
    lua_pop(L, 1);
    return;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &key_list);
  lua_setmetatable(L, index);
}

int bl_mark_copy(lua_State *L) {
  bool is_table = lua_istable(L, 2);
  bl_object *object = object_at(L, 2);
  lua_settop(L, 2);
  if (is_table && bl_marking(L, 2) == BL_MARK_OBJECT) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bl_key_object);
    lua_setmetatable(L, 1);
  } else if (object ? shape_of(vm_of(L), object) == BL_ARRAY : is_table && bl_is_array(L, 2)) {
    bl_mark_list(L, 1);
  }
  lua_settop(L, 1);
  return 1;
}

static bool has_keys(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_pushnil(L);
  if (!lua_next(L, index)) return false;
  lua_pop(L, 2);
  return true;
}

bool bl_is_array(lua_State *L, int index) {
  enum bl_mark mark = bl_marking(L, index);
  if (mark == BL_MARK_ARRAY || mark == BL_MARK_OBJECT) return mark == BL_MARK_ARRAY;
  return lua_rawlen(L, index) > 0 || (mark == BL_MARK_LIST && !has_keys(L, index));
}

// A table without elements is an empty list, unless it has keys or is marked as an object.
int64_t bl_list_length(lua_State *L, int index) {
  lua_Unsigned count = lua_rawlen(L, index);
  if (count > 0) return (int64_t)count;
  bool is_value = has_keys(L, index) || bl_marking(L, index) == BL_MARK_OBJECT;
  return is_value ? -1 : 0;
}

static void add_marker(lua_State *L, const char *name, int mark, void *key) {
  lua_createtable(L, 0, 2);
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  vm_of(L)->marks[mark] = lua_topointer(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void bl_open_marks(lua_State *L) {
  add_marker(L, "json.array", BL_MARK_ARRAY, &bl_key_array);
  add_marker(L, "json.object", BL_MARK_OBJECT, &bl_key_object);
  lua_newtable(L);
  vm_of(L)->marks[BL_MARK_LIST] = lua_topointer(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &key_list);
}
