internal import CLua
internal import LazyJSON

/// JSON arrays and objects as Lua sees them: reading, writing, length and order.
extension ScriptState {
  @inline(__always)
  static func readJSON(
    _ context: UnsafeMutableRawPointer?, _ self_: bl_object, _ key: bl_value,
    _ result: inout bl_value
  ) -> Int32 {
    let document = self_.document
    if self_.type == ObjectType.object.rawValue {
      guard key.tag == BL_STRING.rawValue else { return 0 }
      let value = document.member(self_.node, key.bytes)
      if case .absent = value {
        if document.lacksColumn(self_.node, key.bytes) {
          return ScriptState.run(context) { try $0.failOnColumn(self_, key.bytes) }
        }
        ScriptState.borrow(context) { $0.noteMiss(self_, key.bytes) }
      }
      result.set(value, nullAs: BL_NIL)
      return 0
    }
    guard let index = Self.index(key) else {
      if key.tag == BL_STRING.rawValue {
        ScriptState.borrow(context) { state in
          guard let number = state.functions.number(ofArray: key.bytes) else { return }
          result = bl_value(function: number)
        }
      }
      return 0
    }
    result.set(document.element(self_.node, index), nullAs: BL_NULL)
    if result.tag == BL_NULL.rawValue { ScriptState.borrow(context) { $0.noteNull(self_, index) } }
    return 0
  }

  /// The 0-based index of an integer key, or of a float with an integer's value.
  static func index(_ key: bl_value) -> Int? {
    switch bl_tag(key.tag) {
    case BL_INTEGER: key.integer > 0 ? Int(key.integer) - 1 : -1
    case BL_NUMBER: Int(exactly: key.number).map { $0 > 0 ? $0 - 1 : -1 }
    default: nil
    }
  }

  func writeJSON(
    _ self_: bl_object, _ key: bl_value, _ value: bl_value, _ freed: inout UInt32,
    made: inout bl_value
  ) throws {
    if self_.objectType == .object {
      guard key.tag == BL_STRING.rawValue else {
        if deletesNothing(key, value) { return }
        let isInteger = key.tag == BL_INTEGER.rawValue
        let what = isInteger ? "\(key.integer); use tostring(key)" : key.kindName
        throw BindingError("a JSON object takes string keys, got \(what)")
      }
      return try writeMember(self_, key.bytes, value, &freed, made: &made)
    }
    guard let index = Self.index(key) else {
      if deletesNothing(key, value) { return }
      let name = key.text.map { "'\($0)'" } ?? key.kindName
      throw BindingError("a JSON array takes integer keys, got \(name)")
    }
    try writeElement(self_, index, value, &freed, made: &made)
  }

  /// Whether nil is assigned to a key that cannot be present. As with Lua tables, this is not an
  /// error unless the key is nil or NaN.
  private func deletesNothing(_ key: bl_value, _ value: bl_value) -> Bool {
    value.tag == BL_NIL.rawValue && key.tag != BL_NIL.rawValue
      && !(key.tag == BL_NUMBER.rawValue && key.number.isNaN)
  }

  /// Sets a member, or removes it with nil. The bytes of the key and of a string belong to Lua.
  @inline(__always)
  func writeMember(
    _ self_: bl_object, _ key: Bytes, _ value: bl_value, _ freed: inout UInt32,
    made: inout bl_value
  ) throws {
    let document = self_.document
    if value.tag == BL_NIL.rawValue {
      let slot = document.member(self_.node, key).slot
      try document.removeMember(self_.node, key)
      freed = slot
      return
    }
    guard key.isUTF8 else { throw BindingError("the key is not valid UTF-8") }
    let change = try locating(self_, { $0.under(key: key) }) { try edit(value, in: self_) }
    let old = try document.setMember(self_.node, apart: key, change)
    freed = old.slot
    if value.tag == BL_TABLE.rawValue { noteReplaced(old, &made) }
  }

  /// Makes an empty table that replaces an array an array, too.
  private func noteReplaced(_ old: Value, _ made: inout bl_value) {
    if case .array = old, made.tag == BL_NIL.rawValue { made.tag = BL_TABLE.rawValue }
  }

  private func writeElement(
    _ self_: bl_object, _ index: Int, _ value: bl_value, _ freed: inout UInt32,
    made: inout bl_value
  ) throws {
    let document = self_.document
    let count = try document.count(self_.node)
    guard index >= 0 && index <= count else {
      if value.tag == BL_NIL.rawValue { return }
      throw BindingError(
        "index \(index + 1) is outside of the array: it has \(count) elements, "
          + "the next is \(count + 1)")
    }
    let old = document.element(self_.node, index)
    let slot = old.slot
    if value.tag != BL_NIL.rawValue {
      try fitElement(value, of: self_, index, &made)
      let change = try locating(self_, { $0.under(index: index) }) { try edit(value, in: self_) }
      try document.setElement(self_.node, index, change)
      if value.tag == BL_TABLE.rawValue { noteReplaced(old, &made) }
    } else if index == count - 1 {
      try document.removeElement(self_.node, index)
    } else if index < count {
      throw BindingError(
        "nil would leave a hole in the array; "
          + "use table.remove(array, \(index + 1)) or json.null")
    }
    freed = slot
  }

  func insertElement(
    _ self_: bl_object, _ position: Int64, _ value: bl_value, made: inout bl_value
  ) throws {
    let index = Int(position) - 1
    try fitElement(value, of: self_, index, &made)
    let change = try locating(self_, { $0.under(index: index) }) { try edit(value, in: self_) }
    try self_.document.insertElement(self_.node, index, change)
  }

  /// Checks a value for an element of a list of the model; see `fit`.
  private func fitElement(
    _ value: bl_value, of list: bl_object, _ index: Int, _ made: inout bl_value
  ) throws {
    guard let type = list.objectType.element else { return }
    let location = { EncodeError("").under(index: index) }
    try check(value, .model(type), in: list, at: location)
    try fit(value, to: type, in: list, at: location, &made)
  }

  func removeElement(_ self_: bl_object, _ position: Int64, _ freed: inout UInt32) throws {
    let slot = self_.document.element(self_.node, Int(position) - 1).slot
    try self_.document.removeElement(self_.node, Int(position) - 1)
    freed = slot
  }
}

extension Value {
  /// The slot of a Lua value in the document; 0 for other values.
  @inline(__always)
  var slot: UInt32 {
    if case .foreign(let slot) = self { slot } else { 0 }
  }
}
