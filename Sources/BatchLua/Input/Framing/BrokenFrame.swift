internal import LazyJSON

/// Guesses whether a line is invalid because of the file's framing, rather than a mistake in a
/// record, and suggests a remedy that loses nothing.
struct BrokenFrame {
  /// The bytes of the line, and the offset of the error.
  private let line: Bytes
  private let problem: SyntaxError
  /// Whether it is the last line of the file.
  private let isLast: Bool
  /// How the caller selects a framing: "--from json".
  private let from: (String) -> String
  private let framing: InputFraming

  init(
    _ line: Bytes, _ problem: SyntaxError, isLast: Bool, framing: InputFraming,
    asking from: @escaping (String) -> String
  ) {
    self.line = line
    self.problem = problem
    self.isLast = isLast
    self.framing = framing
    self.from = from
  }

  /// The hint for a line of a file; empty if there is none.
  static func hint(
    for problem: SyntaxError, of line: Line, in document: Document, file: Path,
    framing: InputFraming, _ names: OptionNames
  ) -> String {
    let frame = BrokenFrame(
      document.bytes(of: line), problem, isLast: document.isLast(line), framing: framing,
      asking: { names(.framing, $0) })
    if let text = frame.text { return "; \(text)" }
    let isTable = [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { file.hasSuffix($0) }
    return framing == .jsonl && isTable ? "; \(names(.framing, "csv")) reads rows" : ""
  }

  /// The text that follows the message; empty if there is no hint.
  var hint: String {
    text.map { "; \($0)" } ?? ""
  }

  private var text: String? {
    if let text = encoding ?? notJSON { return text }
    if framing != .jsonl {
      return problem.isUnclosed || problem.isUnclosedString
        ? "it ends before the next line, which begins another one" : nil
    }
    if begins(with: "\u{FEFF}") {
      return "it begins with a byte order mark, as files do that were joined; "
        + "\(from("json")) passes over it"
    }
    if problem.isTrailing { return behindTheValue }
    if problem.isUnclosed || problem.isUnclosedString { return unclosed }
    if line.first == UInt8(ascii: "]") || line.first == UInt8(ascii: "}") {
      return "it ends a value that began on a line before; \(from("json")) reads values over "
        + "several lines and the elements of arrays"
    }
    if line.first == UInt8(ascii: ",") {
      return "it goes on with a value that began on a line before; \(from("json")) reads values "
        + "over several lines and the elements of arrays"
    }
    return nil
  }

  // MARK: Encodings

  private var encoding: String? {
    if let name = line.nameOfUTF16 { return "the file is \(OtherEncoding.text(name))" }
    if line.prefix(problem.offset + 1).last == 0 {
      return "there is \(OtherEncoding.nul)"
    }
    return problem.isNotUTF8 ? OtherEncoding.remedy(for: line, problem.offset) : nil
  }

  private func begins(with text: StaticString) -> Bool {
    line.count >= text.utf8CodeUnitCount
      && Bytes(rebasing: line[..<text.utf8CodeUnitCount]).equals(text)
  }

  // MARK: What other programs write for values

  /// A literal of Python or JavaScript at the error that JSON does not have.
  private var notJSON: String? {
    let rest = Bytes(rebasing: line[min(problem.offset, line.count)...])
    func has(_ words: String...) -> String? {
      words.first { rest.starts(with: $0.utf8) }
    }
    if let word = has("NaN", "Infinity", "-Infinity", "nan", "inf", "-inf", "-nan") {
      return
        "JSON has no \(word); write null in its place (in Python, allow_nan=False of json.dumps "
        + "finds it)"
    }
    if rest.first == UInt8(ascii: "'") || has("None", "True", "False") != nil {
      return "that is how Python prints values; json.dumps(record) writes JSON"
    }
    if has("\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}") != nil {
      return "strings stand in straight quotes: \""
    }
    return has("undefined").map { "JSON has no \($0); leave the member out or write null" }
  }

  // MARK: Values and lines

  private var behindTheValue: String? {
    let rest = line[min(problem.offset, line.count)...].filter { ![0x20, 0x09, 0x0D].contains($0) }
    switch rest.first {
    case UInt8(ascii: ",") where rest.count == 1:
      return "there is a comma behind the record; \(from("json")) passes over it"
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: "]"), 0xEF:
      return "there are several values on the line; \(from("json")) reads one after another, and "
        + "the elements of arrays"
    default: return nil
    }
  }

  private var unclosed: String? {
    if isLast { return "it ends in the middle: is the file complete?" }
    let end = line.last { ![0x20, 0x09, 0x0D].contains($0) }
    if problem.isUnclosedString || !"{[,:".utf8.contains(end ?? 0) && line.count > 1 {
      return "it ends in the middle: is the file complete?"
    }
    return
      "the value goes on on the next line; \(from("json")) reads pretty-printed values and the "
      + "elements of arrays"
  }
}
