package import LazyJSON

/// What a service would say of one request, all of it: beyond what every written line is checked
/// for, also the members that its endpoint requires of the body.
package enum RequestShape {
  /// Required members of the body by the end of the URL.
  private static let required: [(end: String, keys: [[StaticString]])] = [
    ("/chat/completions", [["model"], ["messages"]]),
    ("/embeddings", [["model"], ["input"]]),
    ("/completions", [["model"], ["prompt"]]),
    ("/moderations", [["input"]]),
    ("/responses", [["model"], ["input", "prompt"]]),
    ("/images/generations", [["prompt"]]),
    ("/images/edits", [["images"], ["prompt"]]),
    ("/videos", [["prompt"]]),
  ]

  package static func problems(
    of root: UInt32, in document: Document, profile: Profile
  ) -> [ErrorCode] {
    var codes: [ErrorCode] = []
    var path = ""
    if case .string(let method) = document.member(root, "method"), !method.equals("POST") {
      codes.append(.invalidMethod(method.string))
    }
    if case .string(let url) = document.member(root, "url") {
      path = url.string
      if !profile.accepts(url: path) { codes.append(.invalidURL) }
    }
    if case .string(let id) = document.member(root, "custom_id"), id.isEmpty {
      codes.append(
        .invalidType(param: "custom_id", expected: "a string", found: "an empty string"))
    }
    switch document.member(root, "body") {
    case .object(let body): codes += bodyProblems(body, document, path)
    case .absent, .null:
      if profile.requiresBody { codes.append(.missingRequiredParameter("body")) }
    default: break
    }
    return codes
  }

  private static func bodyProblems(
    _ body: UInt32, _ document: Document, _ path: String
  ) -> [ErrorCode] {
    var codes: [ErrorCode] = []
    let keys = required.first { path.hasSuffix($0.end) }?.keys ?? []
    for choice in keys
    where !choice.contains(where: { !document.member(body, $0).isAbsent }) {
      codes.append(.invalidRequest(missing: choice[0].description))
    }
    if case .boolean(true) = document.member(body, "stream") {
      codes.append(.streamingUnsupported)
    }
    return codes
  }
}
