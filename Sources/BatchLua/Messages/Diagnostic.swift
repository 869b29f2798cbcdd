internal import LazyJSON

/// An error of one record, for people and for the rejects.
struct Diagnostic: Sendable {
  var message: String
  /// The service's code, or one of ours.
  var code: String
  var param: String?
  /// The position of the error in the script; nil if it is not an error of the script.
  var script: ScriptPosition?
  /// The record.
  var input: InputPosition?
  /// The cause, which decides whether the run continues.
  var cause = Cause.fault

  enum Cause: Sendable {
    /// Something is wrong with the record or with the script.
    case fault
    /// The script asked for it.
    case rejected
    /// The script is out of memory.
    case memory
    /// The script has exceeded its time.
    case timeout
  }

  /// The kind of the run's error, if the run ends with this.
  var kind: RunError.Kind { cause == .timeout ? .timeout : .record }

  /// The same while the script is loaded. One that exceeds a limit may be a good script.
  var kindOfLoading: RunError.Kind { [.memory, .timeout].contains(cause) ? kind : .script }

  /// Codes that add nothing to the message.
  private static let plainCodes: Set<String> = [
    "script_error", "rejected", "invalid_type", "invalid_json_line", "other_profile", "timeout",
    "out_of_memory", "invalid_row", "invalid_text_line",
  ]

  /// The error for people: message and code, the line of the script, the line of the input with the
  /// id and an excerpt of its record, and the consequence.
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

  /// Appends the error as a `BatchError` object with members for the file and the record.
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
