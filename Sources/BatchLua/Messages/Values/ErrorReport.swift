/// Errors in the form of the batch API, with further members: `code`, `message`, `param`, `line`,
/// and `file`, `custom_id` and `script` (`name` and `line`).
extension RunError {
  var report: Report { diagnostic?.report ?? .error(code: kindCode, reason) }

  private var kindCode: String {
    switch kind {
    case .usage: "usage"
    case .io: "io"
    case .closed: "closed"
    case .script: "script_error"
    default: "run_error"
    }
  }

  /// The same on one line.
  package var json: String { report.inASCII }

  /// A message such as "warning: …" in the same form; its code is what stands before the colon.
  package static func json(ofMessage text: String) -> String {
    let level = text.prefix { $0 != ":" }
    let isLevel = level.count < 10 && level.allSatisfy { $0.isASCII && $0.isLowercase }
    return isLevel
      ? Report.error(code: String(level), String(text.dropFirst(level.count + 2))).inASCII
      : Report.error(code: "info", text).inASCII
  }
}

extension Diagnostic {
  var report: Report {
    let position = script.map {
      Report.object([("name", .string($0.name)), ("line", .integer($0.line))])
    }
    return .object([
      ("code", .string(code)), ("message", .string(message)), ("param", .string(param)),
      ("line", .integer(input?.line)), ("file", .string(input?.file)),
      ("custom_id", .string(input?.customID)), ("script", position ?? .null),
    ])
  }

  /// The same on one line.
  var json: String { report.inASCII }
}

extension Report {
  fileprivate static func error(code: String, _ message: String) -> Report {
    .object([
      ("code", .string(code)), ("message", .string(message)), ("param", .null), ("line", .null),
      ("file", .null), ("custom_id", .null), ("script", .null),
    ])
  }

  /// JSON on one line, in ASCII, so that it is safe on a terminal without changing the data.
  fileprivate var inASCII: String {
    var text = ""
    for unit in line.utf16.dropLast() {
      if unit < 0x7F, let scalar = Unicode.Scalar(unit) {
        text.unicodeScalars.append(scalar)
      } else {
        text += Escapes.json(unit)
      }
    }
    return text
  }
}
