internal import CLua
internal import LazyJSON

/// Values that are passed from documents to Lua, and from Lua to Swift.
extension bl_value {
  var bytes: Bytes {
    Bytes(
      start: UnsafeRawPointer(string.bytes)?.assumingMemoryBound(to: UInt8.self),
      count: string.length)
  }

  /// The string; nil for other values.
  var text: String? {
    tag == BL_STRING.rawValue ? String(decoding: bytes, as: UTF8.self) : nil
  }

  /// The kind of the value for messages, with its article.
  var kindName: String {
    switch bl_tag(tag) {
    case BL_NIL: "nil"
    case BL_BOOLEAN: "a boolean"
    case BL_INTEGER, BL_NUMBER: "a number"
    case BL_STRING: "a string"
    case BL_NULL: "json.null"
    case BL_TABLE: "a table"
    case BL_HANDLE: "a \(String(cString: handle.name))"
    case BL_OBJECT:
      switch object.pointee.objectType {
      case .array: "a JSON array"
      case .object: "a JSON object"
      case .digits: "a number"
      case let other: "a \(other.name)"
      }
    default: "a \(String(cString: string.bytes))"
    }
  }

  init(bytes: Bytes) {
    self.init()
    tag = BL_STRING.rawValue
    string.bytes = UnsafeRawPointer(bytes.baseAddress ?? emptyText)
      .assumingMemoryBound(to: CChar.self)
    string.length = bytes.count
  }

  init(tag: bl_tag) {
    self.init()
    self.tag = tag.rawValue
  }

  init(integer value: Int) {
    self.init()
    tag = BL_INTEGER.rawValue
    integer = Int64(value)
  }

  init(boolean value: Bool) {
    self.init()
    tag = BL_BOOLEAN.rawValue
    boolean = value
  }

  init(function number: UInt32) {
    self.init()
    tag = BL_FUNCTION.rawValue
    integer = Int64(number)
  }

  /// Sets a value of a document. `null` is the tag for null: that of nil or of `json.null`.
  @inline(__always)
  mutating func set(_ value: Value, nullAs null: bl_tag) {
    switch value {
    case .absent: tag = BL_NIL.rawValue
    case .null: tag = null.rawValue
    case .boolean(let value):
      tag = BL_BOOLEAN.rawValue
      boolean = value
    case .integer(let value):
      tag = BL_INTEGER.rawValue
      integer = value
    case .double(let value):
      tag = BL_NUMBER.rawValue
      number = value
    case .string(let text): self = bl_value(bytes: text)
    case .array(let node): set(.array, node)
    case .object(let node): set(.object, node)
    case .number(let node): set(.digits, node)
    case .foreign(let slot):
      tag = BL_SLOT.rawValue
      integer = Int64(slot)
    }
  }

  @inline(__always)
  mutating func set(_ type: ObjectType, _ node: UInt32) {
    tag = BL_OBJECT.rawValue
    self.type = type.rawValue
    made.owner = nil
    made.id = UInt64(node)
  }

  /// Sets a value of a document that Lua already owns, other than that of the call.
  mutating func set(_ type: ObjectType, _ node: UInt32, of owner: UnsafeMutableRawPointer?) {
    tag = BL_NEW_OWNER.rawValue
    self.type = type.rawValue
    made.owner = owner
    made.id = UInt64(node)
    made.bytes = 0
  }

  /// Sets the root of a document, which Lua owns from now on.
  mutating func set(_ type: ObjectType, rootOf document: Document) {
    tag = BL_NEW_OWNER.rawValue
    self.type = type.rawValue
    made.owner = document.address
    made.id = 0
    made.bytes = document.text.count
  }
}

extension bl_next_record {
  /// Sets the record at a node of a document, with the value of its prefetched field. `answer` is
  /// the type as which the answer of a result is read.
  @inline(__always)
  mutating func set(
    _ type: ObjectType, _ node: UInt32, _ child: Value, answer: ObjectType
  ) {
    self.type = type.rawValue
    id = UInt64(node)
    text = nil
    has_child = false
    if case .object(let node) = child {
      has_child = true
      child_type = (type == .batchRequestOutput ? answer : .object).rawValue
      self.child = UInt64(node)
    }
  }

  /// Sets a record that is a string. The bytes must be valid until the script is called.
  mutating func set(text bytes: Bytes) {
    set(.object, 0, .absent, answer: .object)
    // Not nil, even if empty: nil means that the record is not a string.
    let start = bytes.baseAddress ?? StaticString("").utf8Start
    text = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
    length = bytes.count
  }
}

nonisolated(unsafe) private let emptyText = StaticString("").utf8Start

extension bl_object {
  /// The document of the object, not compacted and not lent.
  @inline(__always)
  var document: Document {
    let document = Document(address: owner)
    if document.isCompacted || document.isLent { document.makeReady() }
    return document
  }
  var node: UInt32 { UInt32(truncatingIfNeeded: id) }
  var objectType: ObjectType { ObjectType(rawValue: UInt32(type))! }
}
