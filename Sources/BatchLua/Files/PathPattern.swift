internal import Glibc

/// The path of a writer, or of the main output: `{part}` stands for the number of the part,
/// `{part:03}` for the number with at least three digits.
struct PathPattern {
  private enum Piece {
    case text(ArraySlice<UInt8>)
    /// The number of the part, with at least so many digits.
    case part(Int)
  }
  private var pieces: [Piece] = []

  /// `what` is the name of the option, for messages.
  init(_ path: Path, for what: String = "batch.writer") throws(BindingError) {
    let opening = "{part".utf8
    var rest = path.bytes[...]
    while let start = rest.indices.first(where: { rest[$0...].starts(with: opening) }) {
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: "}")),
        let width = Self.width(rest[start..<end].dropFirst(opening.count))
      else {
        throw BindingError(
          "\(what): \(path): {part} or {part:03} stands for the number of the part")
      }
      pieces.append(.text(rest[..<start]))
      pieces.append(.part(width))
      rest = rest[(end + 1)...]
    }
    pieces.append(.text(rest))
  }

  /// The digits that ":03" asks for; 1 for nothing.
  private static func width(_ format: ArraySlice<UInt8>) -> Int? {
    if format.isEmpty { return 1 }
    let digits = String(decoding: format.dropFirst(), as: UTF8.self)
    guard format.first == UInt8(ascii: ":"), let width = Int(digits), (1...9).contains(width) else {
      return nil
    }
    return width
  }

  /// Whether it has a `{part}`.
  var hasParts: Bool { pieces.count > 1 }

  /// The existing parts after `number`, up to the first that is missing.
  func paths(after number: Int) -> [Path] {
    guard hasParts else { return [] }
    var paths: [Path] = []
    while true {
      let path = path(part: number + paths.count + 1)
      if path.withCString({ access($0, F_OK) }) != 0 { return paths }
      paths.append(path)
    }
  }

  /// The warning about such parts; nil if there are none.
  static func warning(ofStale paths: [Path], remedy: MessageText) -> MessageText? {
    guard let first = paths.first, let last = paths.last else { return nil }
    let range: MessageText = paths.count == 1 ? "\(first) is" : "\(first) to \(last) are"
    return range + " of an earlier run that had more parts; " + remedy
  }

  func path(part number: Int) -> Path {
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): bytes += text
      case .part(let width):
        let digits = String(number)
        bytes += String(repeating: "0", count: max(0, width - digits.count)).utf8
        bytes += digits.utf8
      }
    }
    return Path(bytes: bytes)
  }
}
