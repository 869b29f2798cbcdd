/// How the lines of a service look: which members hold what `BatchRequestInput` and
/// `BatchRequestOutput` name. Each is declared once, below.
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
  /// Where the id of a line stands.
  public enum IDPlace: Sendable, Hashable {
    /// In this member of the line.
    case member(String)
    /// In the `labels` of the body, under the first of these names that is there. A new one goes
    /// under the first.
    case label([String])
  }

  /// What a line says of where it goes: the members `method` and `url`.
  public enum Target: Sendable, Hashable {
    /// Both are there, and the method is POST.
    case required
    /// They may be there, with a method of the service's own.
    case optional
    /// A line has neither.
    case none
  }

  /// Where the id stands.
  public let id: IDPlace
  /// The member with the body of a request.
  public let body: String
  /// Whether a request has `method` and `url`.
  public let target: Target
  /// The member of a result with the answer.
  public let answer: String
  /// Whether the answer is wrapped as an HTTP response: `status_code`, `request_id`, `body`.
  public let wrapsAnswer: Bool
  /// The member of a result with what went wrong; nil where it is no value of its own.
  public let error: String?
  /// A member that tells a result where `error` does not.
  let mark: String?
  /// A member by which lines of a similar shape differ from those of this one, where the id is no
  /// member.
  let stranger: String?
  /// What a body must have, whatever the URL.
  let bodyNeeds: [String]

  private init(
    id: IDPlace = .member("custom_id"), body: String = "body", target: Target = .none,
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
  /// Mistral's.
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

  /// Whether lines of another shape differ by their id alone.
  func isAlike(_ other: Shape) -> Bool { body == other.body && id != other.id }

  /// The path to the id from the line, for messages.
  public var idPath: String {
    switch id {
    case .member(let name): name
    case .label(let names): "\(body).labels.\(names[0])"
    }
  }

  /// The paths of keys to where the id may stand, from the line.
  package var idPaths: [[String]] {
    switch id {
    case .member(let name): [[name]]
    case .label(let names): names.map { [body, "labels", $0] }
    }
  }

  /// A path to a field of the model as it is in the line: "body.model" is "params.model".
  public func path(ofField path: String) -> String {
    if path == "custom_id" { return idPath }
    if path == "body" { return body }
    if path.hasPrefix("body.") { return body + path.dropFirst("body".utf8.count) }
    return path
  }

  /// The members of a request, as documentation writes them.
  public var summary: String {
    switch (id, target) {
    case (.label(let names), _): "{\(body)}, the id in \(body).labels.\(names[0])"
    case (.member(let id), .required): "{\(id), method, url, \(body)}"
    case (.member(let id), .optional): "{\(id), \(body)}, for audio with method and url"
    case (.member(let id), .none): "{\(id), \(body)}"
    }
  }
}
