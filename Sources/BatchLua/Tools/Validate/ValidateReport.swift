/// The counts of `Validate`.
public struct ValidateReport: Sendable, Hashable {
  /// A name and the number of lines with it.
  public struct Count: Sendable, Hashable {
    /// The name of a model, or a URL.
    public let name: String
    /// Lines.
    public let count: Int
  }

  /// Lines that are requests, broken ones included.
  public internal(set) var requests = 0
  /// Lines that are results.
  public internal(set) var results = 0
  /// Bytes read, unpacked.
  public internal(set) var bytes = 0
  /// Findings for which the service would refuse the files.
  public internal(set) var problems = 0
  /// Findings that the service accepts.
  public internal(set) var warnings = 0
  /// Lines with at least one problem.
  public internal(set) var linesWithProblems = 0
  /// Ids that were changed.
  public internal(set) var renamed = 0
  /// The models of the requests, the first thousand.
  public internal(set) var models: [Count] = []
  /// The URLs of the requests.
  public internal(set) var urls: [Count] = []
}

extension ValidateReport {
  /// For people: "3 requests, 1,024 bytes, 2 problems, 1 line with problems".
  public var summary: String {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(Numbers.grouped(number)) \(number == 1 ? one : many)"
    }
    var parts: [String] = []
    if requests > 0 || results == 0 { parts.append(count(requests, "request", "requests")) }
    if results > 0 { parts.append(count(results, "result", "results")) }
    parts.append(count(bytes, "byte", "bytes"))
    parts.append(count(problems, "problem", "problems"))
    parts.append(count(linesWithProblems, "line", "lines") + " with problems")
    if warnings > 0 { parts.append(count(warnings, "warning", "warnings")) }
    if renamed > 0 { parts.append(count(renamed, "id", "ids") + " mended") }
    return parts.joined(separator: ", ")
  }

  /// The members of the JSON report that follow the list of findings.
  var facts: Report {
    func counts(_ counts: [Count]) -> Report {
      .object(counts.map { ($0.name, .integer($0.count)) })
    }
    return .object([
      ("requests", .integer(requests)), ("results", .integer(results)), ("bytes", .integer(bytes)),
      ("problems", .integer(problems)), ("warnings", .integer(warnings)),
      ("lines_with_problems", .integer(linesWithProblems)), ("renamed", .integer(renamed)),
      ("models", counts(models)), ("urls", counts(urls)),
    ])
  }
}
