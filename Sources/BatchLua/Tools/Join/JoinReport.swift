/// What `Join` found and did.
public struct JoinReport: Sendable, Hashable {
  /// Requests that were read, each a row.
  public internal(set) var requests = 0
  /// Those that have an answer.
  public internal(set) var answered = 0
  /// Those that failed.
  public internal(set) var failed = 0
  /// Those without a result.
  public internal(set) var missing = 0
  /// Results that were read.
  public internal(set) var results = 0
  /// Ids of results that no request has.
  public internal(set) var surplus = 0
  /// Lines that were left out because they are bad.
  public internal(set) var rejected = 0

  /// One line for people.
  public var summary: String {
    var text = "requests \(requests), answered \(answered), failed \(failed), missing \(missing)"
    if surplus > 0 { text += "; ids of results without a request \(surplus)" }
    if rejected > 0 { text += "; bad lines \(rejected)" }
    return text
  }

  /// The report as one JSON object with a line end, for programs.
  public var json: String {
    Report.object([
      ("requests", .integer(requests)), ("answered", .integer(answered)),
      ("failed", .integer(failed)), ("missing", .integer(missing)),
      ("results", .integer(results)), ("surplus", .integer(surplus)),
      ("rejected", .integer(rejected)),
    ]).line
  }
}
