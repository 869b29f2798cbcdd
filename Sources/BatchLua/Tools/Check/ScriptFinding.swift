/// A mistake in a script, found before it runs.
public struct ScriptFinding: Sendable, Hashable {
  /// The script, or the module of it in which it was found.
  public let file: String
  /// 1-based; nil when the finding concerns the whole file.
  public let line: Int?
  /// The message for people.
  public let message: String
}

extension ScriptFinding: CustomStringConvertible {
  /// "swap.lua:3: 'req' has no field 'boddy'", as editors and `grep` know it.
  public var description: String { "\(position) \(message)" }

  /// "swap.lua:3:"
  package var position: String { "\(file):\(line.map { "\($0):" } ?? "")" }
}

extension ScriptCheck {
  /// The findings and notes of `scripts` scripts as one JSON object, for programs.
  public static func json(
    _ findings: [ScriptFinding], notes: [ScriptFinding] = [], of scripts: Int
  ) -> String {
    func list(_ findings: [ScriptFinding]) -> Report {
      .list(
        findings.map { finding in
          .object([
            ("file", .string(finding.file)), ("line", .integer(finding.line)),
            ("message", .string(finding.message)),
          ])
        })
    }
    let report = Report.object([
      ("object", .string("check")), ("scripts", .integer(scripts)), ("data", list(findings)),
      ("notes", list(notes)),
    ])
    return String(report.line.dropLast())
  }
}
