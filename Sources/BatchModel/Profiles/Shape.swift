/// The members in which a service's lines hold what `BatchRequestInput` and `BatchRequestOutput`
/// name.
///
///     service      request                             result
///     openai       custom_id, method, url, body        custom_id, response or error
///     mistral      custom_id, body                     the same
///     together     custom_id, body; for audio          the same
///                  also method, url
///     fireworks    custom_id, body                     the same, the bare answer in response
///     anthropic    custom_id, params                   custom_id, result
///     gemini       key, request                        key, response or error
///     vertex       request, the id in its labels       status, request, response
///     bedrock      recordId, modelInput                recordId, modelOutput or error
public struct Shape: Sendable, Hashable {
  /// The location of a line's id.
  public enum IDLocation: Sendable, Hashable {
    /// This member of the line.
    case member(String)
    /// The first of these members that exists in the `labels` of the body. A new id is written to
    /// the first.
    case label([String])
  }

  /// Whether requests have the members `method` and `url`.
  public enum Target: Sendable, Hashable {
    /// They must, and the method must be POST.
    case required
    /// They may; the service does not restrict the method.
    case optional
    /// They have neither.
    case none
  }

  /// The location of the id.
  public let id: IDLocation
  /// The member with the body of a request.
  public let body: String
  /// Whether requests have `method` and `url`.
  public let target: Target
  /// The member of a result with the answer.
  public let answer: String
  /// Whether the answer is wrapped as an HTTP response: `status_code`, `request_id`, `body`.
  public let wrapsAnswer: Bool
  /// The member of a result with the error; nil if errors have no member of their own.
  public let error: String?
  /// A member by which a result is recognised if `error` is nil and the answer is missing.
  let mark: String?
  /// A member that only lines of a similar shape have, for shapes whose id is not a member.
  let stranger: String?
  /// The members that every body must have, for shapes without URLs.
  let bodyNeeds: [String]

  private init(
    id: IDLocation = .member("custom_id"), body: String = "body", target: Target = .none,
    answer: String = "response", wrapsAnswer: Bool = false, error: String? = "error",
    mark: String? = nil, stranger: String? = nil, bodyNeeds: [String] = []
  ) {
    self.id = id
    self.body = body
    self.target = target
    self.answer = answer
    self.wrapsAnswer = wrapsAnswer
    self.error = error
    self.mark = mark
    self.stranger = stranger
    self.bodyNeeds = bodyNeeds
  }

  package static let all: [Shape] = [
    .openai, .bare, .together, .fireworks, .anthropic, .gemini, .vertex, .bedrock,
  ]

  package static let openai = Shape(target: .required, wrapsAnswer: true)
  /// The shape of Mistral.
  static let bare = Shape(wrapsAnswer: true)
  static let together = Shape(target: .optional, wrapsAnswer: true)
  static let fireworks = Shape()
  static let anthropic = Shape(
    body: "params", answer: "result", error: nil, bodyNeeds: ["model", "max_tokens", "messages"])
  static let gemini = Shape(id: .member("key"), body: "request", bodyNeeds: ["contents"])
  static let vertex = Shape(
    id: .label(["custom_id", "litellm_custom_id"]), body: "request", error: nil, mark: "status",
    stranger: "key", bodyNeeds: ["contents"])
  static let bedrock = Shape(
    id: .member("recordId"), body: "modelInput", answer: "modelOutput")

  /// Whether lines of another shape differ from those of this one by their id alone.
  func isAlike(_ other: Shape) -> Bool { body == other.body && id != other.id }

  /// The path of the id in a line, for messages.
  public var idPath: String {
    switch id {
    case .member(let name): name
    case .label(let names): "\(body).labels.\(names[0])"
    }
  }

  /// The paths at which a line may have its id, each as a list of keys.
  package var idPaths: [[String]] {
    switch id {
    case .member(let name): [[name]]
    case .label(let names): names.map { [body, "labels", $0] }
    }
  }

  /// Translates the path of a field of the model to one in a line: "body.model" to "params.model".
  public func path(ofField path: String) -> String {
    if path == "custom_id" { return idPath }
    if path == "body" { return body }
    if path.hasPrefix("body.") { return body + path.dropFirst("body".utf8.count) }
    return path
  }

  /// The members of a request, for documentation.
  public var summary: String {
    switch (id, target) {
    case (.label(let names), _): "{\(body)}, the id in \(body).labels.\(names[0])"
    case (.member(let id), .required): "{\(id), method, url, \(body)}"
    case (.member(let id), .optional): "{\(id), \(body)}, for audio with method and url"
    case (.member(let id), .none): "{\(id), \(body)}"
    }
  }
}
