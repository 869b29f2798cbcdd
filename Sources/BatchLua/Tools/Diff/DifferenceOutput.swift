internal import LazyJSON

/// Writes differences: lines for people, or one JSON object.
final class DifferenceOutput {
  private let output: ToolOutput
  private let format: ReportFormat
  private let isColored: Bool
  private var isFirst = true

  init(_ options: DiffOptions) throws(RunError) {
    output = try ToolOutput(options.output)
    format = options.format
    isColored = options.isColored
    if format == .json { try output.append { $0.append("{\"differences\":[") } }
  }

  func append(_ difference: Difference) throws(RunError) {
    let (isFirst, isColored, format) = (isFirst, isColored, format)
    try output.append { text in
      if format == .text { return text.appendText(difference.text(isColored: isColored)) }
      if !isFirst { text.append(",") }
      text.append("\n")
      difference.report.append(to: &text)
    }
    self.isFirst = false
  }

  func finish(_ report: DiffReport) throws(RunError) {
    let format = format
    try output.append { text in
      if format == .text { return }
      text.append("]")
      for (name, value) in report.members {
        text.append(",\"")
        text.appendText(name)
        text.append("\":")
        value.append(to: &text)
      }
      text.append("}\n")
    }
    _ = try ToolOutput.commit([output])
  }
}

extension Difference {
  /// As a member of a report for programs.
  var report: Report {
    func report(of position: Difference.Position?) -> Report {
      position.map { .object([("file", .string($0.file)), ("line", .integer($0.line))]) } ?? .null
    }
    return .object([
      ("kind", .string(kind.rawValue)), ("id", .string(id)), ("old", report(of: old)),
      ("new", report(of: new)),
      (
        "members",
        .list(
          members.map {
            .object([
              ("path", .string($0.path)), ("old", .string($0.old)), ("new", .string($0.new)),
            ])
          })
      ),
    ])
  }
}
