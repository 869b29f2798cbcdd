/// A value of a document, decoded when it is a scalar.
package enum Value {
  /// No such member or element.
  case absent
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  /// The node of a number that neither a 64-bit integer nor a finite double can represent.
  case number(UInt32)
  /// Decoded text, valid until the end of the next call on the document.
  case string(Bytes)
  /// The node of an array or object of this document.
  case array(UInt32)
  case object(UInt32)
  /// A value of the embedding program, by a number of its choice.
  case foreign(UInt32)
}

/// The new value of an edit.
package enum Edit {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// A finite number.
  case double(Double)
  /// Valid UTF-8, which is copied.
  case string(Bytes)
  /// A value of this document, which is shared, not copied.
  case node(UInt32)
  /// A value of the embedding program, by a number of its choice.
  case foreign(UInt32)
}

extension Document {
  /// The value of a node.
  @inline(__always)
  package func value(_ number: UInt32) -> Value {
    switch node(number).kind {
    case .null: .null
    case .false: .boolean(false)
    case .true: .boolean(true)
    case .integer, .float: self.number(number)
    case .string: .string(string(number))
    case .array: .array(number)
    case .object: .object(number)
    }
  }

  @inline(__always)
  func value(_ entry: Entry) -> Value {
    switch entry.tag {
    case .node: value(UInt32(truncatingIfNeeded: entry.payload))
    case .null: .null
    case .boolean: .boolean(entry.payload != 0)
    case .integer: .integer(Int64(bitPattern: entry.payload))
    case .double: .double(Double(bitPattern: entry.payload))
    case .string: .string(text(at: UInt32(truncatingIfNeeded: entry.payload)))
    case .foreign: .foreign(UInt32(truncatingIfNeeded: entry.payload))
    case .removed: .absent
    }
  }
}

extension Value {
  /// Whether `edit` is an equal value, so that nothing has to change. As in Lua, an integer equals
  /// the float of the same value.
  func isSame(as edit: Edit) -> Bool {
    switch (self, edit) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.integer(let a), .double(let b)): Int64(exactly: b) == a
    case (.double(let a), .integer(let b)): Int64(exactly: a) == b
    case (.double(let a), .double(let b)): a == b
    case (.string(let a), .string(let b)): a.equals(b)
    case (.array(let a), .node(let b)), (.object(let a), .node(let b)),
      (.number(let a), .node(let b)):
      a == b
    case (.foreign(let a), .foreign(let b)): a == b
    default: false
    }
  }
}

extension Value {
  package var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }

  /// The kind of the value, for people: "a string".
  package var description: String {
    switch self {
    case .absent: "nothing"
    case .null: "null"
    case .boolean: "a boolean"
    case .integer, .double, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    case .foreign: "a Lua value"
    }
  }
}
