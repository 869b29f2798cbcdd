/// What is merged, and how.
public struct MergeOptions: Sendable {
  /// What happens with requests whose id is a duplicate.
  public enum IDs: String, CaseIterable, Sendable {
    /// The first of them is an error.
    case error
    /// They get another id: the same followed by `-2`, `-3`, ….
    case suffix
    /// The first line of an id is written.
    case first
    /// The last line of an id is written.
    case last
  }

  /// The files, all of requests or all of results.
  public var inputs: ScanOptions
  /// Where the lines go; nil is standard output.
  public var output: Path?
  /// What happens with requests whose id is a duplicate.
  public var ids = IDs.error
  /// What the lines are; `.detect` decides by the first line.
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
