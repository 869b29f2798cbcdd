/// What is merged, and how.
public struct MergeOptions: Sendable {
  /// What becomes of requests whose id came before.
  public enum IDs: String, CaseIterable, Sendable {
    /// The first of them is an error.
    case error
    /// They get another id: the same with `-2`, `-3`, … behind it.
    case suffix
    /// The first line of an id stays.
    case first
    /// The last line of an id stays.
    case last
  }

  /// The files, all of requests or all of results.
  public var inputs: ScanOptions
  /// Where the lines go; nil is standard output.
  public var output: Path?
  /// What becomes of requests whose id came before.
  public var ids = IDs.error
  /// What the lines are; what the first one looks like when nothing is said.
  public var type = RecordType.detect
  /// What happens with bad lines.
  public var lines = LinePolicy()
  /// Called with messages for people: warnings, bad lines that are passed over.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Merges these files.
  public init(inputs: ScanOptions) { self.inputs = inputs }
}

/// What `Merge` did.
public struct MergeReport: Sendable, Hashable {
  /// Whether results were merged, and not requests.
  public internal(set) var areResults = false
  /// Lines that were read.
  public internal(set) var read = 0
  /// Lines whose id had come before.
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

  /// The same as one JSON object with a line end, for programs.
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
