/// The rules of one service: the shape of its lines, endpoints, limits, and names of error codes.
///
/// `Profile.all` has the profiles that are known, each with the source of its rules. A limit that
/// is nil does not exist. Nothing depends on the name of a profile: add a property for a new rule.
public struct Profile: Sendable, Hashable {
  /// The name of the profile, as `Profile.named(_:)` and the command line take it.
  public let name: String
  /// The name of the service, for people.
  public let title: String
  /// The members of its lines.
  public let shape: Shape
  /// The rule for ids; nil if they only must not be empty and must be unique.
  public let ids: IDRule?
  /// The rules for `url`, of which one must be met.
  public let urls: [URLRule]
  /// The URLs, for people.
  public let urlSummary: String
  /// The most requests in a file.
  public let maxRequests: Int?
  /// The most bytes in a file, as the service counts: a megabyte is 1,048,576 bytes.
  public let maxBytes: Int?
  /// The size to split a large file at, in bytes: as `maxBytes`, but a megabyte is 1,000,000 bytes,
  /// which is below the limit however the service counts.
  public let splitBytes: Int?
  /// The most bytes in a line.
  public let maxRequestBytes: Int?
  /// The most embedding inputs in a file. A string or an array of integers is one input; an array
  /// of strings or of arrays has as many as its length.
  public let maxEmbeddingInputs: Int?
  /// The most embedding inputs in a line.
  public let maxEmbeddingInputsPerRequest: Int?
  /// Whether all requests of a file must be for one model.
  public let requiresOneModel: Bool
  /// Whether all requests of a file must go to one URL.
  public let requiresOneURL: Bool
  /// Whether chat requests that have `metadata` but not `store: true` are refused.
  public let refusesMetadataWithoutStore: Bool
  /// Whether a request must have a body.
  public let requiresBody: Bool
  /// The rule for `completion_window`.
  public let completionWindow: WindowRule
  /// The service's names of error codes that differ from OpenAI's, by OpenAI's name.
  public let codeNames: [String: String]

  /// A rule for `url`.
  public enum URLRule: Sendable, Hashable {
    /// Exactly this path.
    case exact(String)
    /// A path with this end.
    case suffix(String)
    /// Any path that is not empty.
    case any
  }

  /// The rule for `completion_window`.
  public enum WindowRule: Sendable, Hashable {
    /// Exactly this window.
    case exact(BatchCompletionWindow)
    /// A whole number of hours or days in this range of hours.
    case hours(ClosedRange<Int>)
    /// Any window.
    case any
  }

  /// Whether the service takes requests to this URL, given as its UTF-8 bytes.
  public func accepts(url: Span<UInt8>) -> Bool {
    urls.contains { rule in
      switch rule {
      case .exact(let path): url.count == path.utf8.count && url.ends(with: path)
      case .suffix(let end): url.ends(with: end)
      case .any: !url.isEmpty
      }
    }
  }

  /// Whether the service takes requests to this URL.
  public func accepts(url: String) -> Bool {
    accepts(url: url.utf8.span)
  }

  /// Whether the service takes batches with this completion window.
  public func accepts(completionWindow window: BatchCompletionWindow) -> Bool {
    switch completionWindow {
    case .exact(let only): window == only
    case .hours(let range): window.hours.map(range.contains) ?? false
    case .any: true
    }
  }

  /// The service's name of an error code.
  public func name(of code: ErrorCode) -> String {
    codeNames[code.name] ?? code.name
  }

  /// The path of the member that an error is about, in the names of this service's lines.
  public func param(of code: ErrorCode) -> String? {
    code.param.map(shape.path(ofField:))
  }

  /// The profile with this name, or nil. `seed`, the former name of `async-openai`, is known too.
  public static func named(_ name: String) -> Profile? {
    if name == openai.name { return openai }  // without making the others
    let name = name == "seed" ? asyncOpenAI.name : name
    return all.first { $0.name == name }
  }
}

extension Span<UInt8> {
  /// Whether the last bytes are those of `text`.
  fileprivate func ends(with text: String) -> Bool {
    let end = text.utf8.span
    guard count >= end.count else { return false }
    let start = count - end.count
    for index in end.indices where self[start + index] != end[index] { return false }
    return true
  }
}
