// Converting between the numbers of handles and their userdata.
#include "objects/objects.h"

void bl_handle_value(bl_vm *vm, const bl_handle *handle, bl_value *value) {
  value->tag = BL_HANDLE;
  value->type = handle->type;
  value->handle.name = vm->handles[handle->type];
  value->handle.number = handle->number;
}

void bl_push_handle(lua_State *L, bl_vm *vm, const bl_value *value) {
  bl_handle *handle = lua_newuserdatauv(L, sizeof *handle, 1);
  *handle = (bl_handle){BL_HANDLE_MAGIC, value->type, value->handle.number};
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->metatables[value->type]);
  lua_setmetatable(L, -2);
}
