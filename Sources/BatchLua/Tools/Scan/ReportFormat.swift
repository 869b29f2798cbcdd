/// The format of a report.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// Text for people.
  case text
  /// One JSON object for programs.
  case json
}
