/// What `Merge` did.
public struct MergeReport: Sendable, Hashable {
  /// Whether results were merged, and not requests.
  public internal(set) var areResults = false
  /// Lines that were read.
  public internal(set) var read = 0
  /// Lines whose id an earlier line has.
  public internal(set) var repeated = 0
  /// Requests that got another id.
  public internal(set) var renamed = 0
  /// Lines that were written.
  public internal(set) var written = 0
  /// Results that were written and hold an answer.
  public internal(set) var answered = 0
  /// Lines that were left out because they are bad.
  public internal(set) var rejected = 0

  /// One line for people.
  public var summary: String {
    var text = "\(areResults ? "results" : "requests") \(read), repeated \(repeated), "
    if renamed > 0 { text += "renamed \(renamed), " }
    text += "written \(written)"
    if areResults { text += ", answered \(answered)" }
    if rejected > 0 { text += "; bad lines \(rejected)" }
    return text
  }

  /// The report as one JSON object with a line end, for programs.
  public var json: String {
    var members: [(String, Report)] = [
      ("type", .string(areResults ? "results" : "requests")), ("read", .integer(read)),
      ("repeated", .integer(repeated)), ("written", .integer(written)),
    ]
    members.append(
      areResults ? ("answered", .integer(answered)) : ("renamed", .integer(renamed)))
    members.append(("rejected", .integer(rejected)))
    return Report.object(members).line
  }
}
