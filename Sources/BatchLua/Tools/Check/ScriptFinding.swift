/// Something that is wrong with a script, found before it runs.
public struct ScriptFinding: Sendable, Hashable {
  /// The script, or the module of it in which it was found.
  public let file: String
  /// 1-based; nil when it concerns all of the file.
  public let line: Int?
  /// In words.
  public let message: String
}

extension ScriptFinding: CustomStringConvertible {
  /// "swap.lua:3: 'req' has no field 'boddy'", as editors and `grep` know it.
  public var description: String { "\(place) \(message)" }

  /// "swap.lua:3:"
  package var place: String { "\(file):\(line.map { "\($0):" } ?? "")" }
}

extension ScriptCheck {
  /// The findings of so many scripts as one object of JSON, for programs, and the notes.
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
