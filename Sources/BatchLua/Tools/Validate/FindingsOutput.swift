internal import LazyJSON

/// Writes findings to standard output, or to a file that is complete or absent.
public final class FindingsOutput {
  /// The format of the output.
  public enum Format: String, CaseIterable, Sendable {
    /// A line for each, in the form that editors and grep know.
    case text
    /// One JSON object with the findings, in the form of a service's `errors`, and counts.
    case json
    /// Annotations for GitHub workflows.
    case github
  }

  private let format: Format
  private let output: ToolOutput
  private let most: Int
  private let isColored: Bool
  private let hasFiles: Bool
  private var written = 0

  /// `most` limits the findings that are written; all are counted. With several inputs, each
  /// finding in a JSON object names its file. Throws for a path that is one of the inputs.
  public init(
    _ format: Format, of inputs: [RunInput], to path: Path? = nil, most: Int? = nil,
    isColored: Bool = false
  ) throws(RunError) {
    try inputs.paths.checkApart(from: path)
    self.format = format
    self.most = most ?? .max
    self.isColored = isColored
    hasFiles = inputs.count > 1
    output = try ToolOutput(path)
    if format == .json { try output.append(StaticString("{\"object\":\"list\",\"data\":[").bytes) }
  }

  /// Writes a finding.
  public func add(_ finding: Finding) throws(RunError) {
    if written == most { return }
    written += 1
    try output.append { buffer in
      switch format {
      case .text: buffer.appendText(finding.text(isColored: isColored).text + "\n")
      case .github: buffer.appendText(finding.workflowCommand + "\n")
      case .json:
        if written > 1 { buffer.append(",") }
        finding.report(withFile: hasFiles).append(to: &buffer)
      }
    }
  }

  /// Writes the end of the report, and commits the file; returns warnings.
  public func end(_ report: ValidateReport) throws(RunError) -> [String] {
    if format == .json {
      try output.append { buffer in
        buffer.append("],")
        buffer.appendText(String(report.facts.line.dropFirst()))
      }
    }
    return try ToolOutput.commit([output]).map(\.text)
  }
}
