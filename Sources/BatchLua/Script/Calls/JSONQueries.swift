internal import CLua
internal import LazyJSON
internal import LuaVM

/// Functions of scripts that examine values.
extension ScriptState {
  func jsonType(_ call: bl_call) -> String? {
    let value = call.argument(1)
    return switch bl_tag(value.tag) {
    case BL_NULL: "null"
    case BL_BOOLEAN: "boolean"
    case BL_INTEGER, BL_NUMBER: "number"
    case BL_STRING: "string"
    case BL_TABLE: bl_table_is_array(vm.raw, value.integer) ? "array" : "object"
    case BL_OBJECT:
      switch value.object.pointee.objectType {
      case .array, .batchList, .batchErrorList: "array"
      case .digits: "number"
      case .object: "object"
      default: nil
      }
    default: nil
    }
  }

  func has(_ call: bl_call) throws -> Bool {
    let container = call.argument(1)
    let key = call.argument(2)
    switch bl_tag(container.tag) {
    case BL_OBJECT:
      let object = container.object.pointee
      switch (object.objectType, bl_tag(key.tag)) {
      case (let type, BL_INTEGER) where type.isArray:
        return !object.document.element(object.node, Int(key.integer) &- 1).isAbsent
      case (.digits, _): return false
      case (let type, _) where type.isArray: return false
      case (_, BL_STRING): return !object.document.member(object.node, key.bytes).isAbsent
      default: return false
      }
    case BL_TABLE: return bl_table_has(vm.raw, container.integer, 2)
    default: throw BindingError("json.has takes an object and a key, got \(container.kindName)")
    }
  }
}
