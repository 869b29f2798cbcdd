/// The path of a writer: `{part}` stands for the number of the part, `{part:03}` for the number
/// with at least three digits.
struct PathPattern {
  private enum Piece {
    case text(String)
    /// With at least so many digits.
    case part(Int)
  }
  private var pieces: [Piece] = []

  init(_ text: String) throws(BindingError) {
    var rest = text[...]
    while let start = rest.indices.first(where: { rest[$0...].hasPrefix("{part") }) {
      guard let end = rest[start...].firstIndex(of: "}"),
        let width = Self.width(rest[start..<end].dropFirst("{part".count))
      else {
        throw BindingError(
          "batch.writer: \(text): {part} or {part:03} stands for the number of the part")
      }
      pieces.append(.text(String(rest[..<start])))
      pieces.append(.part(width))
      rest = rest[rest.index(after: end)...]
    }
    pieces.append(.text(String(rest)))
  }

  /// The digits that ":03" asks for; 1 for nothing.
  private static func width(_ format: Substring) -> Int? {
    if format.isEmpty { return 1 }
    guard format.first == ":", let width = Int(format.dropFirst()), (1...9).contains(width) else {
      return nil
    }
    return width
  }

  /// Whether it makes more than one path.
  var hasParts: Bool { pieces.count > 1 }

  func path(part number: Int) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .part(let width):
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
      }
    }.joined()
  }
}
