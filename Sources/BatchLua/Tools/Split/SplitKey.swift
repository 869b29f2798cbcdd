internal import LazyJSON

/// The value of the key expression for a line.
struct SplitKey: Hashable {
  /// The string itself, or other values as JSON; "none" for nil.
  let text: String
  /// Whether the value is nil.
  let isNone: Bool

  init(_ value: RowValue) {
    isNone = if case .none = value.kind { true } else { false }
    text = isNone ? "none" : value.bytes.string
  }
}
