/// What `Retry` found and did.
public struct RetryReport: Sendable, Hashable {
  /// Requests that were read.
  public internal(set) var requests = 0
  /// Those that have a good answer.
  public internal(set) var answered = 0
  /// Those that failed.
  public internal(set) var failed = 0
  /// Failed requests that were not selected.
  public internal(set) var passedOver = 0
  /// Those without a result.
  public internal(set) var missing = 0
  /// Those whose answer was cut short by the token limit.
  public internal(set) var cutShort = 0
  /// Of these, written ones without a token limit that could grow.
  public internal(set) var ungrown = 0
  /// Requests that were written.
  public internal(set) var written = 0
  /// Results that were read.
  public internal(set) var results = 0
  /// Ids of results that no request has.
  public internal(set) var surplus = 0
  /// Lines that were left out because they are bad.
  public internal(set) var rejected = 0

  /// One line for people.
  public var summary: String {
    let others = passedOver > 0 ? " (\(passedOver) passed over)" : ""
    var text = "requests \(requests), answered \(answered), failed \(failed)\(others), "
    text += "missing \(missing)"
    if cutShort > 0 { text += ", cut short \(cutShort)" }
    if ungrown > 0 { text += " (\(ungrown) without a token limit)" }
    text += "; written \(written)"
    if surplus > 0 { text += "; ids of results without a request \(surplus)" }
    if rejected > 0 { text += "; bad lines \(rejected)" }
    return text
  }

  /// The report as one JSON object with a line end, for programs.
  public var json: String {
    Report.object([
      ("requests", .integer(requests)), ("answered", .integer(answered)),
      ("failed", .integer(failed)), ("passed_over", .integer(passedOver)),
      ("missing", .integer(missing)), ("cut_short", .integer(cutShort)),
      ("ungrown", .integer(ungrown)), ("written", .integer(written)),
      ("results", .integer(results)), ("surplus", .integer(surplus)),
      ("rejected", .integer(rejected)),
    ]).line
  }
}
