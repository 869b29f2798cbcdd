// Writing Lua values as JSON. Nothing here raises: only functions of the Lua API are called that
// neither allocate nor run metamethods; failures are statuses.
#include <stdlib.h>

#include "json/table_keys.h"

// A table that is being written, at a stack position. Its address is looked up when there is a
// table in it.
typedef struct bl_open {
  int index;
  const void *table;
  struct bl_open *outer;
} bl_open;

static int walk(bl_vm *vm, lua_State *L, int index, int depth, bl_open *outer,
                bl_json_output *output);

static int fail(bl_vm *vm, const char *message) { return bl_fail_walk(vm, message); }

static int check_length(bl_vm *vm, const bl_json_output *output) {
  static const char too_long[] =
      "the text would be longer than 256 MiB, the most for all lines of a record together";
  return output->count <= output->longest ? BL_OK : fail(vm, too_long);
}

static int check_lateness(bl_vm *vm) {
  return vm->is_late ? fail(vm, "the script takes too long") : BL_OK;
}

static int fail_number(bl_vm *vm, double value) {
  return fail(vm, value != value ? "NaN has no JSON form" : "an infinite number has no JSON form");
}

static int fail_type(bl_vm *vm, const char *type) {
  char message[64];
  snprintf(message, sizeof message, "a %s has no JSON form", type);
  return fail(vm, message);
}

static int walk_array(bl_vm *vm, lua_State *L, int index, lua_Integer count, int depth,
                      bl_open *open, bl_json_output *output) {
  bl_write_byte(output, '[');
  if (check_length(vm, output) != BL_OK) return BL_FAILED;
  for (lua_Integer i = 1; i <= count; i++) {
    if (check_lateness(vm) != BL_OK) return BL_FAILED;
    if (i > 1) bl_write_byte(output, ',');
    lua_rawgeti(L, index, i);
    int status = walk(vm, L, lua_gettop(L), depth + 1, open, output);
    lua_pop(L, 1);
    if (status != BL_OK) return bl_under_index(vm, i);
  }
  bl_write_byte(output, ']');
  return BL_OK;
}

static int walk_member(bl_vm *vm, lua_State *L, int index, const bl_key *key, int depth,
                       bl_open *open, bl_json_output *output) {
  char digits[BL_DIGITS_OF_KEY];
  size_t length;
  const char *bytes = bl_key_text(key, digits, &length);
  if (bl_write_string(output, bytes, length) != BL_OK) return fail(vm, "a key is not valid UTF-8");
  bl_write_byte(output, ':');
  if (check_length(vm, output) != BL_OK) return BL_FAILED;
  int value = key->position + 1, status;
  if (key->has_value) {
    status = walk(vm, L, value, depth + 1, open, output);
  } else {
    lua_pushvalue(L, key->position);
    lua_rawget(L, index);
    status = walk(vm, L, lua_gettop(L), depth + 1, open, output);
    lua_pop(L, 1);
  }
  return status == BL_OK ? BL_OK : bl_under_key(vm, bytes, length);
}

static int walk_object(bl_vm *vm, lua_State *L, int index, bl_survey *survey, int depth,
                       bl_open *open, bl_json_output *output) {
  bl_key *keys = survey->keys;
  size_t count = survey->listed;
  if (count > 1) {
    for (size_t i = 0; i < count; i++) {
      bl_key *key = &keys[i];
      key->rank = key->bytes ? bl_rank(output->order, key->bytes, key->length) : UINT32_MAX;
    }
    bl_sort_keys(survey);
  }
  if (bl_has_twins(survey)) return fail(vm, "json.object has the same key as integer and as string");
  bl_write_byte(output, '{');
  for (size_t i = 0; i < count; i++) {
    if (i > 0) bl_write_byte(output, ',');
    if (walk_member(vm, L, index, &keys[i], depth, open, output) != BL_OK) return BL_FAILED;
  }
  bl_write_byte(output, '}');
  return check_length(vm, output);
}

static int walk_surveyed(bl_vm *vm, lua_State *L, int index, int mark, int depth,
                         bl_open *open, bl_survey *survey, bl_json_output *output) {
  if (survey->others) {
    return fail(vm, mark == BL_MARK_OBJECT
                        ? "keys of json.object must be strings or integers"
                        : "keys of a table must be strings, or integers from 1; json.object{...} "
                          "takes other integers and writes them as strings");
  }
  if (mark == BL_MARK_OBJECT) return walk_object(vm, L, index, survey, depth, open, output);
  if (survey->strings && survey->integers) {
    return fail(vm, "the table mixes string and integer keys; json.object{...} writes both as "
                    "strings");
  }
  if (survey->strings && mark == BL_MARK_ARRAY) return fail(vm, "json.array has a string key");
  if ((size_t)survey->largest != survey->integers) {
    return fail(vm, "the array has holes; json.object{...} writes integer keys as strings, "
                    "json.null fills a hole");
  }
  if (survey->integers || mark == BL_MARK_ARRAY || (mark == BL_MARK_LIST && !survey->strings)) {
    return walk_array(vm, L, index, survey->largest, depth, open, output);
  }
  return walk_object(vm, L, index, survey, depth, open, output);
}

// Whether the stack has room for a table. The outermost one is walked over when it has.
static bool has_room(lua_State *L) { return lua_checkstack(L, 2 * BL_FEW + 16); }

static int fail_stack(bl_vm *vm) {
  return fail(vm, "the value is nested too deep for the stack");
}

// Whether a table is one of those around it.
static bool is_open(lua_State *L, bl_open *open) {
  open->table = lua_topointer(L, open->index);
  if (!open->outer->table) open->outer->table = lua_topointer(L, open->outer->index);
  for (const bl_open *above = open->outer; above; above = above->outer) {
    if (above->table == open->table) return true;
  }
  return false;
}

static BL_APART int walk_table(bl_vm *vm, lua_State *L, int index, int depth,
                               bl_open *outer, bl_json_output *output) {
  bl_open open = {index, NULL, outer};
  if (outer && is_open(L, &open)) return fail(vm, "the table contains itself");
  if (check_lateness(vm) != BL_OK) return BL_FAILED;
  if (depth >= BL_MAX_DEPTH) return fail(vm, "the value is nested deeper than 1024 levels");
  if (outer && !has_room(L)) return fail_stack(vm);
  int top = lua_gettop(L);
  int mark = bl_marking(L, index);
  bl_survey survey;
  survey.takes_integers = mark == BL_MARK_OBJECT;
  int status = bl_survey_keys(vm, L, index, top, &survey);
  if (status == BL_OK) status = walk_surveyed(vm, L, index, mark, depth, &open, &survey, output);
  lua_settop(L, top);
  if (survey.keys != survey.few) free(survey.keys);
  return status;
}

static int walk(bl_vm *vm, lua_State *L, int index, int depth, bl_open *outer,
                bl_json_output *output) {
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      if (lua_toboolean(L, index)) bl_write(output, "true", 4);
      else bl_write(output, "false", 5);
      return BL_OK;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        bl_write_integer(output, lua_tointeger(L, index));
      } else if (bl_write_number(output, lua_tonumber(L, index)) != BL_OK) {
        return fail_number(vm, lua_tonumber(L, index));
      }
      return check_length(vm, output);
    case LUA_TSTRING: {
      size_t length;
      const char *bytes = lua_tolstring(L, index, &length);
      if (bl_write_string(output, bytes, length) != BL_OK) {
        return fail(vm, "the string is not valid UTF-8");
      }
      return check_length(vm, output);
    }
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, index)) return fail_type(vm, "light userdata");
      bl_write(output, "null", 4);
      return BL_OK;
    case LUA_TUSERDATA: {
      bl_object *object = object_at(L, index);
      if (!object) return fail_type(vm, "userdata");
      return output->object(output, object, depth, false);
    }
    case LUA_TTABLE: return walk_table(vm, L, index, depth, outer, output);
    default: return fail_type(vm, luaL_typename(L, index));
  }
}

int bl_walk_slot(bl_vm *vm, void *owner, uint32_t slot, int depth, bl_json_output *output) {
  lua_State *L = vm->L;
  if (!has_room(L)) return fail_stack(vm);
  bl_enter(vm);
  int top = lua_gettop(L);
  bl_push_owner(L, vm, owner);
  lua_getiuservalue(L, -1, 1);
  int type = lua_rawgeti(L, -1, slot);
  bl_object *object = type == LUA_TUSERDATA ? object_at(L, -1) : NULL;
  int status = object ? output->object(output, object, depth, true)
                      : walk(vm, L, top + 3, depth, NULL, output);
  lua_settop(L, top);
  bl_leave(vm);
  return status;
}

int bl_walk_at(bl_vm *vm, int64_t position, int depth, bl_json_output *output) {
  if (!has_room(vm->L)) return fail_stack(vm);
  bl_enter(vm);
  int status = walk(vm, vm->L, (int)position, depth, NULL, output);
  bl_leave(vm);
  return status;
}
