internal import LazyJSON
internal import LuaVM

/// What went wrong with one record, for people and for the rejects.
struct Diagnostic {
  var message: String
  /// The service's code, or one of ours.
  var code: String
  var param: String?
  /// The script's file, 1-based line and that line's text.
  var script: (place: ScriptError.Place, text: String?)?
  /// The input's file and 1-based line, with what is known of the record there.
  var input: (file: String, line: Int, id: String?, excerpt: String)?
  /// What decides whether the run goes on.
  var cause = Cause.fault

  enum Cause {
    /// Something is wrong with the record or with the script.
    case fault
    /// The script asked for it.
    case rejected
    /// The script's memory is out.
    case memory
  }

  /// Codes that tell a reader nothing more.
  private static let plainCodes: Set<String> = [
    "script_error", "rejected", "invalid_type", "invalid_json_line", "timeout", "out_of_memory",
  ]

  /// Section 5 of the Lua API.
  func rendered(level: String = "error", outcome: String? = nil) -> String {
    let suffix = Self.plainCodes.contains(code) ? "" : " (\(code))"
    var lines = ["\(level): \(Self.printable(message, limit: 2000))\(suffix)"]
    if let script {
      lines.append("  --> \(script.place.source):\(script.place.line)")
      if let text = script.text {
        let number = String(script.place.line)
        let pad = String(repeating: " ", count: max(0, 4 - number.count))
        lines.append("\(pad)\(number) | \(Self.printable(text, limit: 120))")
      }
    }
    if let input {
      let id = input.id.map { ", custom_id \"\(Self.printable($0, limit: 80))\"" } ?? ""
      lines.append("  input \(input.file):\(input.line)\(id)")
      lines.append("      \(input.excerpt)")
    }
    if let outcome { lines.append("  \(outcome)") }
    return lines.joined(separator: "\n")
  }

  /// Text for a terminal: control characters as escapes, at most `limit` characters.
  static func printable(_ text: String, limit: Int) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return result + "…" }
      count += 1
      if scalar == "\n" || scalar == "\t" || scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
      {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\x" + String(scalar.value, radix: 16)
      }
    }
    return result
  }

  /// The beginning of a line of input.
  static func excerpt(_ bytes: Bytes) -> String {
    printable(String(decoding: bytes.prefix(320), as: UTF8.self), limit: 76)
  }

  /// Appends the reason as a `BatchError` object.
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
    buffer.append("}")
  }
}
