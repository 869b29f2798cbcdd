internal import BatchModel
internal import LazyJSON

/// Findings in a file outside of its records: of its framing, and of lines that are not JSON.
struct FileFindings {
  private(set) var name: Path
  /// The length of a byte order mark.
  private(set) var dropped = 0
  /// The encoding of the file by its first bytes, if it is not UTF-8.
  private(set) var encoding: String?
  private(set) var physicalLines = 0
  private let framing: InputFraming
  private let names: OptionNames
  private var blankLines = Occurrences()
  private var returns = Occurrences()
  private var isEmpty = true
  /// A JSON value that spans several lines.
  private var open = OpenValue()

  /// The number of occurrences of a finding, and the line of the first.
  private struct Occurrences {
    var count = 0
    var first = 0

    mutating func add(_ more: Int = 1, at line: Int) {
      if count == 0 { first = line }
      count += more
    }
  }

  init(_ name: Path, framing: InputFraming, _ names: OptionNames) {
    self.names = names
    self.name = name == "-" ? "standard input" : name
    self.framing = framing
  }

  mutating func begin(_ chunk: ScannedLines) {
    name = chunk.file
    dropped = chunk.document.dropped
    if framing == .jsonl { encoding = chunk.text.nameOfUTF16 }
  }

  /// Counts the blank lines of a chunk.
  mutating func enter(_ chunk: ScannedLines) {
    physicalLines = chunk.origin.firstLine - 1 + chunk.document.physicalLines
    if !chunk.lines.isEmpty { isEmpty = false }
    let blank = chunk.document.physicalLines - chunk.lines.count
    guard framing == .jsonl, blank > 0 else { return }
    let first = chunk.lines.enumerated().first { Int($0.element.number) != $0.offset }?.offset
    blankLines.add(blank, at: chunk.origin.firstLine + (first ?? chunk.lines.count))
  }

  @inline(__always)
  mutating func note(_ line: Line, in chunk: ScannedLines) {
    let end = Int(line.end)
    if end < chunk.text.count, chunk.text[end] == 0x0D, framing == .jsonl {
      returns.add(at: chunk.number(of: line))
    }
  }

  // MARK: Lines that are not JSON

  /// Whether a value goes on that began on a line before.
  var isOpen: Bool { open.isOpen }

  /// The finding for a line that is not JSON; nil if the line continues a value that was reported.
  mutating func broken(_ line: Line, in chunk: ScannedLines) -> Finding? {
    guard let problem = line.problem else { return nil }
    let bytes = chunk.document.bytes(of: line)
    if open.isOpen {
      open.read(bytes)
      return nil
    }
    if framing == .jsonl && problem.isUnclosed && bytes.mayGoOn { open.begin(bytes) }
    if let fault = chunk.document.fault(of: line) {
      return finding(chunk.number(of: line), fault)
    }
    let hint = BrokenFrame.hint(
      for: problem, of: line, in: chunk.document, file: chunk.file, framing: framing, names)
    return finding(chunk.number(of: line), "\(problem)\(hint)")
  }

  private func finding(_ line: Int, _ reason: String) -> Finding {
    let code = ErrorCode.invalidJSONLine
    return Finding(name, line: line, code: code.name, "\(code.message.dropLast()): \(reason)")
  }

  /// Whether a line is part of a value that spans several lines, and no record.
  @inline(__always)
  mutating func isInside(
    _ line: Line, of chunk: ScannedLines, _ check: inout FileCheck
  ) -> Bool {
    open.isOpen && isPiece(line, of: chunk, &check)
  }

  private mutating func isPiece(
    _ line: Line, of chunk: ScannedLines, _ check: inout FileCheck
  ) -> Bool {
    if check.isRecord(line, in: chunk.document) {
      open.end()
      return false
    }
    open.read(chunk.document.bytes(of: line))
    return true
  }

  /// The finding for the error that ended the reading of the file.
  mutating func unreadable(_ content: (line: Int, problem: MessageText)) -> Finding {
    isEmpty = false
    physicalLines = max(physicalLines, content.line)
    let code = framing == .jsonl ? "line_too_long" : ErrorCode.invalidJSONLine.name
    return Finding(name, line: content.line, code: code, content.problem.text)
  }

  // MARK: The whole

  /// The findings for the whole file, complete at its end.
  var findings: [Finding] {
    if let encoding {
      return [finding(1, "the file is \(OtherEncoding.text(encoding))")]
    }
    var findings: [Finding] = []
    func note(_ code: String, _ line: Int, _ message: String) {
      findings.append(Finding(name, line: line, code: code, message, level: .warning))
    }
    func lines(_ count: Int, _ one: String, _ many: String) -> String {
      count == 1 ? "1 line \(one)" : "\(Numbers.grouped(count)) lines \(many)"
    }
    if isEmpty {
      let code = ErrorCode.emptyFile
      findings.append(Finding(name, line: nil, code: code.name, code.message))
    }
    if dropped > 0 { note("byte_order_mark", 1, "the file begins with a byte order mark") }
    if returns.count > 0 {
      note("crlf_line_end", returns.first, lines(returns.count, "ends", "end") + " with CR LF")
    }
    if blankLines.count > 0 {
      note("blank_line", blankLines.first, lines(blankLines.count, "is", "are") + " blank")
    }
    return findings
  }
}

extension Bytes {
  /// Whether the error may be that the value continues on the next line.
  fileprivate var mayGoOn: Bool {
    guard let end = last(where: { $0 > 0x20 }) else { return false }
    return "{[,:".utf8.contains(end)
  }
}

/// A value that spans lines, from its first line until its brackets close.
private struct OpenValue {
  private var depth = 0
  var isOpen: Bool { depth > 0 }

  mutating func begin(_ line: Bytes) {
    end()
    read(line)
  }

  mutating func end() { depth = 0 }

  /// Counts brackets outside of strings; a JSON string cannot span lines.
  mutating func read(_ line: Bytes) {
    var (isInside, isEscaped) = (false, false)
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if isInside {
        isEscaped = byte == UInt8(ascii: "\\")
        isInside = byte != UInt8(ascii: "\"")
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInside = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
      }
    }
  }
}
