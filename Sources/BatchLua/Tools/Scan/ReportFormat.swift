/// Whom a report is for.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// People.
  case text
  /// Programs: one JSON object.
  case json
}
