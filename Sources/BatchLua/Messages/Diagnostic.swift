internal import LazyJSON

/// What went wrong with one record, for people and for the rejects.
struct Diagnostic: Sendable {
  var message: String
  /// The service's code, or one of ours.
  var code: String
  var param: String?
  /// Where the script failed; nil when it was not that.
  var script: ScriptPosition?
  /// The record that it happened with.
  var input: InputPosition?
  /// What decides whether the run goes on.
  var cause = Cause.fault

  enum Cause: Sendable {
    /// Something is wrong with the record or with the script.
    case fault
    /// The script asked for it.
    case rejected
    /// The script's memory is out.
    case memory
    /// The script has taken too long.
    case timeout
  }

  /// That of the run's error when it ends with this.
  var kind: RunError.Kind { cause == .timeout ? .timeout : .record }

  /// Codes that tell a reader nothing more.
  private static let plainCodes: Set<String> = [
    "script_error", "rejected", "invalid_type", "invalid_json_line", "other_profile", "timeout",
    "out_of_memory", "invalid_row", "invalid_text_line",
  ]

  /// The error as people read it: message and code, the line of the script, the line of the input
  /// with what is known of its record, and what happens next.
  func rendered(outcome: MessageText? = nil) -> MessageText {
    let suffix: MessageText = Self.plainCodes.contains(code) ? "" : " (\(code, limit: 100))"
    var lines: [MessageText] = ["\(message, limit: 2000)\(suffix)"]
    if let script {
      lines.append("  --> \(script.name):\(script.line)")
      if let text = script.text {
        let number = String(script.line)
        let pad = String(repeating: " ", count: max(0, 4 - number.count))
        lines.append("\(pad)\(number) | \(code: text, limit: 120)")
      }
    }
    if let input {
      let id: MessageText? = input.customID.map { ", custom_id \"\($0, limit: 80)\"" }
      lines.append("  input \(input.file):\(input.line)\(id ?? "")")
      lines.append("      \(input.excerpt)")
    }
    if let outcome { lines.append("  \(outcome)") }
    return lines.joined(separator: "\n")
  }

  /// The beginning of a line of input.
  static func excerpt(_ bytes: Bytes) -> MessageText {
    "\(Escapes.text(of: bytes.prefix(320)), limit: 76)"
  }

  /// Appends the reason as a `BatchError` object that names file and record, too.
  func append(to buffer: inout ByteBuffer, line: Int?) {
    func member(_ name: StaticString, _ text: String?) {
      buffer.append(",\"")
      buffer.append(name)
      buffer.append("\":")
      guard var text else { return buffer.append("null") }
      text.withUTF8 { buffer.appendQuoted($0) }
    }
    var code = code
    buffer.append("{\"code\":")
    code.withUTF8 { buffer.appendQuoted($0) }
    member("message", message)
    member("param", param)
    buffer.append(",\"line\":")
    if let line {
      buffer.appendInteger(Int64(line))
    } else {
      buffer.append("null")
    }
    member("file", input?.file)
    member("custom_id", input?.customID)
    buffer.append("}")
  }
}
