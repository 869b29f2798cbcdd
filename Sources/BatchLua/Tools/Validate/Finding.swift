/// A problem or a warning of a file, or of a line of it.
public struct Finding: Sendable, Hashable {
  /// The severity.
  public enum Level: Sendable {
    /// The service refuses it.
    case problem
    /// The service refuses the file as a whole, though each line is valid.
    case limit
    /// The service accepts it, but it looks like a mistake.
    case warning
  }

  /// The file.
  public var file: Path
  /// The 1-based line; nil for the file as a whole.
  public var line: Int?
  /// The service's error code, or one of batchlua's.
  public var code: String
  /// The message for people.
  public var message: String
  /// The path of the member that causes it.
  public var param: String?
  /// The severity.
  public var level: Level

  init(
    _ file: Path, line: Int?, code: String, _ message: String, param: String? = nil,
    level: Level = .problem
  ) {
    (self.file, self.line, self.code) = (file, line, code)
    (self.message, self.param, self.level) = (message, param, level)
  }
}

extension Finding {
  /// In the form that editors and grep know: "in.jsonl:3: code: message (param)".
  func text(isColored: Bool) -> MessageText {
    func styled(_ text: MessageText, _ style: String) -> String {
      isColored ? "\u{1B}[\(style)m\(text.text)\u{1B}[0m" : text.text
    }
    var position: MessageText = "\(file)"
    if let line { position += ":\(line)" }
    let isProblem = level == .problem
    let warning = isProblem ? "" : styled("warning:", "1;33") + " "
    let code = styled("\(code):", isProblem ? "1;31" : "33")
    let note: MessageText = param.map { " (\($0, limit: 200))" } ?? ""
    let message: MessageText = "\(message, limit: 2000)\(note)"
    return MessageText(trusted: "\(styled("\(position):", "1")) \(warning)\(code) \(message.text)")
  }

  /// As a workflow command of GitHub's runner, which annotates the line.
  var workflowCommand: String {
    func property(_ text: String) -> String {
      Self.escaped(text, [UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "%")])
    }
    let line = line.map { ",line=\($0)" } ?? ""
    var text = message
    if let param { text += " (\(param))" }
    return "::\(level == .warning ? "warning" : "error") file=\(property(file.description))\(line)"
      + ",title=\(property(code))::\(Self.escaped(Escapes.data(text), [UInt8(ascii: "%")]))"
  }

  /// Escapes line ends, percent signs and the given characters as the runner requires.
  private static func escaped(_ text: String, _ special: [UInt8]) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      if special.contains(byte) || byte == 0x0A || byte == 0x0D {
        let digits = String(byte, radix: 16, uppercase: true)
        result += Array((byte < 0x10 ? "%0" : "%").utf8) + Array(digits.utf8)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// As an element of `BatchErrors`.
  func report(withFile: Bool) -> Report {
    var members: [(String, Report)] = [
      ("code", .string(code)), ("message", .string(message)), ("param", .string(param)),
      ("line", .integer(line)), ("level", .string(level == .warning ? "warning" : "error")),
    ]
    if withFile { members.append(("file", .string(file.description))) }
    return .object(members)
  }
}
