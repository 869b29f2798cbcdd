/// The form in which the results of a script are written.
public enum OutputForm: String, CaseIterable, Sendable {
  /// Requests and results, checked as such.
  case same
  /// Any JSON objects, also from plain tables, without checks.
  case json
  /// Objects as rows of CSV, with their members as columns.
  case csv
  /// Strings, each as a line.
  case text
}
