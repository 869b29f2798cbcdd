internal import CLua
internal import LazyJSON

/// A value in a row: of an expression, or of a column that needs none.
struct RowValue {
  enum Kind {
    /// nil, or `json.null`.
    case none
    /// A string.
    case text
    /// Anything else, as its JSON text.
    case json
  }

  let kind: Kind
  /// Valid until the row changes. Empty for `none`.
  let bytes: Bytes

  /// Appends the value as JSON text; null for nil.
  func appendJSON(to output: inout ByteBuffer) {
    switch kind {
    case .none: output.append("null")
    case .text: output.appendQuoted(bytes)
    case .json: output.append(bytes)
    }
  }
}

/// The values of a row, in the order of its columns or expressions.
final class RowValues {
  private let storage = Detached(State())
  @inline(__always)
  private var state: UnsafeMutablePointer<State> { storage.pointer }

  private struct State: ~Copyable {
    var text = ByteBuffer()
    var values = Table<Value>()
  }

  private struct Value: BitwiseCopyable {
    let kind: RowValue.Kind
    let end: Int
  }

  var count: Int { state.pointee.values.count }

  func clear() {
    state.pointee.text.count = 0
    state.pointee.values.count = 0
  }

  subscript(index: Int) -> RowValue {
    let start = index == 0 ? 0 : state.pointee.values[index - 1].end
    let bytes = Bytes(
      rebasing: state.pointee.text.elements[start..<state.pointee.values[index].end])
    return RowValue(kind: state.pointee.values[index].kind, bytes: bytes)
  }

  func appendNone() { end(.none) }

  func append(text bytes: Bytes) {
    state.pointee.text.append(bytes)
    end(.text)
  }

  /// Appends a text value, written by `body`; the value is none if `body` returns false.
  func append(_ body: (inout ByteBuffer) -> Bool) {
    end(body(&state.pointee.text) ? .text : .none)
  }

  func append(_ string: String?) {
    guard let string else { return appendNone() }
    state.pointee.text.appendText(string)
    end(.text)
  }

  func append(_ number: Int64?) {
    guard let number else { return appendNone() }
    state.pointee.text.appendInteger(number)
    end(.json)
  }

  private func end(_ kind: RowValue.Kind) {
    state.pointee.values.append(Value(kind: kind, end: state.pointee.text.count))
  }
}

extension RowValues {
  /// Appends a value of Lua, which is valid during the call.
  func append(_ value: bl_value, of state: ScriptState) throws {
    switch bl_tag(value.tag) {
    case BL_NIL, BL_NULL: appendNone()
    case BL_STRING:
      guard value.bytes.isUTF8 else {
        throw BindingError("the expression gave a string that is not valid UTF-8")
      }
      append(text: value.bytes)
    case BL_BOOLEAN: try appendJSON { $0.append(value.boolean ? "true" : "false") }
    case BL_INTEGER: try appendJSON { $0.appendInteger(value.integer) }
    case BL_NUMBER: try appendJSON { try $0.appendDouble(value.number) }
    case BL_TABLE: try appendJSON { try state.encode(tableAt: value.integer, into: &$0) }
    case BL_OBJECT: try appendJSON { try state.encode(value.object.pointee, into: &$0) }
    default:
      throw BindingError(
        "the expression gave \(value.kindName); it takes a string, a number, a boolean, a table or "
          + "nil")
    }
  }

  private func appendJSON(_ body: (inout ByteBuffer) throws -> Void) throws {
    let start = state.pointee.text.count
    do {
      try body(&state.pointee.text)
    } catch {
      state.pointee.text.count = start
      throw error
    }
    end(.json)
  }
}
