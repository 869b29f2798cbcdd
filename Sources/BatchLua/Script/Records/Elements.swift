internal import CLua
internal import LazyJSON
internal import LuaVM

/// Iteration over the elements of Lua lists and JSON arrays.
extension ScriptState {
  /// Calls `body` for each element of a Lua list or JSON array; returns false for other values.
  func eachElement(of value: bl_value, _ body: (bl_value) throws -> Void) throws -> Bool {
    if value.tag == BL_OBJECT.rawValue {
      guard value.object.pointee.objectType.isArray else { return false }
      try eachElement(of: value.object.pointee, body)
      return true
    }
    let isTable = value.tag == BL_TABLE.rawValue
    let count = isTable ? bl_list_count(vm.raw, value.integer) : -1
    if count < 0 { return false }
    for index in 0..<count { try withElement(index + 1, of: value, body) }
    return true
  }

  func eachElement(of array: bl_object, _ body: (bl_value) throws -> Void) throws {
    let document = array.document
    for index in 0..<(try document.count(array.node)) {
      let element = document.element(array.node, index)
      switch element {
      case .object(let node): try with(array.objectType.element ?? .object, node, array.owner, body)
      case .array(let node): try with(.array, node, array.owner, body)
      case .number(let node): try with(.digits, node, array.owner, body)
      case .foreign(let slot):
        var value = bl_value()
        guard bl_push_slot(vm.raw, array.owner, slot, &value) else { throw Self.noRoom }
        defer { bl_pop_element(vm.raw) }
        try body(value)
      default:
        var value = bl_value()
        value.set(element, nullAs: BL_NULL)
        try body(value)
      }
    }
  }

  /// Passes a node of a document as an object to `body`; valid until it returns.
  func with(
    _ type: ObjectType, _ node: UInt32, _ owner: UnsafeMutableRawPointer?,
    _ body: (bl_value) throws -> Void
  ) throws {
    var object = bl_object()
    (object.type, object.owner, object.id) = (UInt16(type.rawValue), owner, UInt64(node))
    try withUnsafePointer(to: object) { object in
      var value = bl_value(tag: BL_OBJECT)
      value.object = object
      try body(value)
    }
  }

  static let noRoom = BindingError(
    "there is no room on the Lua stack for the elements of a list")

  /// Passes the element with a 1-based index of a Lua list to `body`; valid until it returns.
  func withElement(
    _ index: Int64, of list: bl_value, _ body: (bl_value) throws -> Void
  ) throws {
    var element = bl_value()
    guard bl_push_element(vm.raw, list.integer, index, &element) else {
      throw Self.noRoom
    }
    defer { bl_pop_element(vm.raw) }
    try body(element)
  }
}
