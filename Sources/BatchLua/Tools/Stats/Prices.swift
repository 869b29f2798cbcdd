internal import LazyJSON

/// Prices of a million tokens, by patterns of model names:
///
///     {"gpt-5*": {"input": 0.625, "cached_input": 0.0625, "output": 5}, "*": {"input": 1, "output": 2}}
struct Prices {
  private let rows: [Row]

  private struct Row {
    let pattern: [UInt8]
    var input = 0.0
    var cached: Double?
    var output = 0.0
  }

  init(_ path: Path) throws(RunError) {
    let document = Document.create()
    defer { document.destroy() }
    let text = try Self.text(path)
    do throws(SyntaxError) {
      try text.withUnsafeBufferPointer { (text) throws(SyntaxError) in
        try document.load(text, with: Indexer())
      }
    } catch {
      throw RunError(.io, "\(path) is not valid JSON: \(error.description)")
    }
    guard document.isObject(0) else {
      throw RunError(.io, "\(path) is no object of patterns and prices")
    }
    var members: [(name: String, value: UInt32)] = []
    document.eachMember(of: 0) { members.append(($0.string, $1)) }
    var rows: [Row] = []
    for (name, value) in members {
      guard document.isObject(value) else {
        throw RunError(.io, "\(path): the prices of '\(name)' are no object")
      }
      var row = Row(pattern: Array(name.utf8))
      var prices: [(String, UInt32)] = []
      document.eachMember(of: value) { prices.append(($0.string, $1)) }
      for (key, value) in prices {
        guard let price = Self.number(value, document) else {
          throw RunError(.io, "\(path): '\(key)' of '\(name)' is no number of 0 or more")
        }
        switch key {
        case "input": row.input = price
        case "cached_input": row.cached = price
        case "output": row.output = price
        default:
          throw RunError(
            .io, "\(path): '\(key)' of '\(name)' is none of input, cached_input and output")
        }
      }
      rows.append(row)
    }
    self.rows = rows
  }

  private static func text(_ path: Path) throws(RunError) -> [UInt8] {
    let file = try InputFile(path, content: "a file of prices")
    var text: [UInt8] = []
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { space.deallocate() }
    while true {
      let count = try file.read(into: space)
      if count == 0 { return text }
      text += space[..<count]
    }
  }

  private static func number(_ node: UInt32, _ document: Document) -> Double? {
    let number: Double? =
      switch document.value(node) {
      case .integer(let value): Double(value)
      case .double(let value): value
      default: nil
      }
    return number.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
  }

  /// The cost, by the longest pattern that the model matches; nil if none matches.
  func cost(of usage: StatsReport.Usage) -> Double? {
    let name = Array((usage.model ?? "").utf8)
    let fitting = rows.filter { Self.matches(name[...], $0.pattern[...]) }
    guard let row = fitting.max(by: { $0.pattern.count < $1.pattern.count }) else { return nil }
    let cached = min(max(usage.cached, 0), usage.input)
    let cost =
      Double(usage.input - cached) * row.input + Double(cached) * (row.cached ?? row.input)
      + Double(usage.output) * row.output
    return cost / 1e6
  }

  /// Whether a name matches a pattern, in which "*" stands for any text.
  static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (at, next) = (name.startIndex, pattern.startIndex)
    var star: (at: Int, next: Int)?
    while at < name.endIndex {
      if next < pattern.endIndex && pattern[next] == UInt8(ascii: "*") {
        star = (at, next)
        next += 1
      } else if next < pattern.endIndex && pattern[next] == name[at] {
        (at, next) = (at + 1, next + 1)
      } else if let last = star {
        star = (last.at + 1, last.next)
        (at, next) = (last.at + 1, last.next + 1)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
