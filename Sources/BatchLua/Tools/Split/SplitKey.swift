internal import LazyJSON

/// What an expression says of a line.
struct SplitKey: Hashable {
  /// A text as it is, other values as JSON; "none" for nil.
  let text: String
  private let isNone: Bool

  init(_ value: RowValue) {
    isNone = if case .none = value.kind { true } else { false }
    text = isNone ? "none" : value.bytes.string
  }
}
