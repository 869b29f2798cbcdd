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

  @inline(never)
  private func failOnColumn(_ object: bl_object, _ key: Bytes) throws(BindingError) {
    var names: [String] = []
    object.document.eachMember(of: object.node) { name, _ in names.append(name.string) }
    let place = place(of: object).map { "\($0.origin.file):\($0.line): " } ?? ""
    throw BindingError(place + noColumn(key.string, among: names))
  }

  private func noteNull(_ object: bl_object, _ index: Int) {
    hot.pointee.nullDocument = object.owner
    hot.pointee.nullNode = object.node
    hot.pointee.nullIndex = index
  }

  func noteMiss(_ object: bl_object, _ key: Bytes) {
    hot.pointee.missKey = MissedKey(key)
    hot.pointee.missDocument = object.owner
    hot.pointee.missNode = object.node
  }

  /// The 0-based index of an integer key, or of a float with an integer's value.
  private static func index(_ key: bl_value) -> Int? {
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

  /// Whether nil is assigned to a key that cannot be present, which is no error, as with tables. As
  /// there, the key must not be nil or NaN.
  private func deletesNothing(_ key: bl_value, _ value: bl_value) -> Bool {
    value.tag == BL_NIL.rawValue && key.tag != BL_NIL.rawValue
      && !(key.tag == BL_NUMBER.rawValue && key.number.isNaN)
  }

  /// Sets or, with nil, removes a member. The key and a text are Lua's.
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

  /// A table that takes the place of an array is one too, also when it is empty.
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

  /// An element of a list of the model is a value of its type.
  private func fitElement(
    _ value: bl_value, of list: bl_object, _ index: Int, _ made: inout bl_value
  ) throws {
    guard let type = list.objectType.element else { return }
    let place = { EncodeError("").under(index: index) }
    try check(value, .model(type), in: list, at: place)
    try fit(value, to: type, in: list, at: place, &made)
  }

  func removeElement(_ self_: bl_object, _ position: Int64, _ freed: inout UInt32) throws {
    let slot = self_.document.element(self_.node, Int(position) - 1).slot
    try self_.document.removeElement(self_.node, Int(position) - 1)
    freed = slot
  }

  /// What a Lua value puts in a container of `object`'s document. Throws an `EncodeError` for what
  /// has no JSON form.
  @inline(__always)
  func edit(_ value: bl_value, in object: bl_object) throws -> Edit {
    switch bl_tag(value.tag) {
    case BL_NULL: return .null
    case BL_BOOLEAN: return .boolean(value.boolean)
    case BL_INTEGER: return .integer(value.integer)
    case BL_NUMBER:
      guard value.number.isFinite else { throw EncodeError.notFinite(value.number) }
      return .double(value.number)
    case BL_STRING:
      guard value.bytes.isUTF8 else { throw EncodeError.notUTF8 }
      return .string(value.bytes)
    case BL_TABLE:
      hot.pointee.hasNewValues = true
      return .foreign(value.type)
    case BL_OBJECT:
      let other = value.object.pointee
      guard other.objectType.isJSON || object.objectType.element == other.objectType else {
        throw EncodeError("\(value.kindName) has no JSON form here; use its field 'json'")
      }
      return place(other, of: value, in: object)
    default: throw EncodeError("\(value.kindName) has no JSON form")
    }
  }

  /// A reference to a host object, to be put in a container: a node of the same document, or a Lua
  /// value.
  func place(_ other: bl_object, of value: bl_value, in object: bl_object) -> Edit {
    if other.owner == object.owner {
      hot.pointee.hasMovedValues = true
      return .node(other.node)
    }
    hot.pointee.hasNewValues = true
    return .foreign(value.type)
  }

  /// Adds the path in `object` that `under` names to an error of `body`.
  @inline(__always)
  private func locating(
    _ object: bl_object, _ under: (EncodeError) -> EncodeError, _ body: () throws -> Edit
  ) throws -> Edit {
    do {
      return try body()
    } catch let error as EncodeError {
      throw under(error).within(object.document.path(of: object.node))
    }
  }

  func readLength(_ self_: bl_object, _ result: inout bl_value) throws {
    guard self_.objectType.isJSON else {
      throw BindingError("attempt to get length of a \(self_.objectType.name)")
    }
    let isArray = self_.objectType.isArray
    result = bl_value(integer: isArray ? try self_.document.count(self_.node) : 0)
  }

  /// The member or element after `key`; objects in their order, each key once.
  func readNext(
    _ self_: bl_object, _ key: bl_value, _ nextKey: inout bl_value, _ value: inout bl_value
  ) throws {
    let document = self_.document
    switch self_.objectType {
    case .array, .batchList, .batchErrorList:
      let index = key.tag == BL_NIL.rawValue ? 0 : (Self.index(key) ?? -2) + 1
      guard index >= 0 else { throw BindingError("invalid key to 'next'") }
      guard index < (try document.count(self_.node)) else { return }
      nextKey = bl_value(integer: index + 1)
      value.set(document.element(self_.node, index), nullAs: BL_NULL)
      if let element = self_.objectType.element, value.tag == BL_OBJECT.rawValue,
        value.type == ObjectType.object.rawValue
      {
        value.type = element.rawValue
      }
    case .object:
      var place = 0
      if key.tag != BL_NIL.rawValue {
        guard key.tag == BL_STRING.rawValue,
          let found = try document.place(self_.node, of: key.bytes, hint: walkHint(self_))
        else { throw BindingError("invalid key to 'next'") }
        place = found + 1
      }
      guard let next = try document.nextMember(self_.node, at: place) else { return }
      hot.pointee.walkDocument = self_.owner
      hot.pointee.walkNode = self_.node
      hot.pointee.walkPlace = next
      // The value first: a key with escapes stays in the document's scratch memory.
      value.set(try document.value(self_.node, at: next), nullAs: BL_NULL)
      if value.tag == BL_STRING.rawValue { value = keep(value.bytes) }
      nextKey = bl_value(bytes: try document.key(self_.node, at: next))
    default:
      throw BindingError("a record is walked by its field 'json': pairs(record.json)")
    }
  }

  private func walkHint(_ object: bl_object) -> Int {
    let isSame =
      hot.pointee.walkDocument == object.owner && hot.pointee.walkNode == object.node
    return isSame ? hot.pointee.walkPlace : -1
  }
}

extension Value {
  /// The slot that a Lua value here is anchored by, or 0.
  @inline(__always)
  var slot: UInt32 {
    if case .foreign(let slot) = self { slot } else { 0 }
  }
}

/// Enough of a key to recognise it, without memory of its own.
struct MissedKey: BitwiseCopyable, Equatable {
  private let count: Int
  private var start: UInt64 = 0
  private var end: UInt64 = 0

  @inline(__always)
  init(_ key: Bytes) {
    count = key.count
    guard let bytes = UnsafeRawPointer(key.baseAddress) else { return }
    if count >= 8 {
      start = bytes.loadUnaligned(as: UInt64.self)
      end = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      for byte in key { start = start << 8 | UInt64(byte) }
    }
  }
}
