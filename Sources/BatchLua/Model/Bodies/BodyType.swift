/// A JSON object of a request or result body, as the service documents it: for editors and the
/// reference only. At run time a body is a JSON value like any other, and may have other members.
package struct BodyType: Sendable {
  /// "openai.ChatCompletion"; nested ones carry the name of their kind too.
  package let name: String
  package let documentation: String
  package let fields: [BodyField]
  /// Lua code that shows it; only the outermost types have one.
  package let example: String?

  init(_ name: String, _ documentation: String, _ fields: [BodyField], example: String? = nil) {
    self.name = "openai." + name
    self.documentation = documentation
    self.fields = fields
    self.example = example
  }

  package static let all =
    chatCompletions + responses + embeddings + completions + moderations + errors

  /// The bodies of requests, by the ends of their URLs, longer ones first.
  static let endpoints: [(end: StaticString, type: String)] = [
    ("/chat/completions", "openai.ChatCompletionRequest"),
    ("/completions", "openai.CompletionRequest"),
    ("/responses", "openai.ResponseRequest"),
    ("/embeddings", "openai.EmbeddingRequest"),
    ("/moderations", "openai.ModerationRequest"),
  ]

  /// What `BatchRequestInput.body` may be.
  package static let requestBody = endpoints.map(\.type) + ["table<string, any>"]

  /// The same by the name of the endpoint in `batch.BatchEndpoint`.
  package static let requests: [(endpoint: String, body: String)] = {
    let names = NamedStrings.all.first { $0.name == "BatchEndpoint" }?.values ?? []
    return endpoints.compactMap { end, type in
      names.first { $0.value == "/v1\(end)" }.map { ($0.name, type) }
    }
  }()

  /// What `BatchRequestOutputResponse.body` may be.
  package static let responseBody = [
    "openai.ChatCompletion", "openai.Response", "openai.EmbeddingList", "openai.ErrorBody",
    "table<string, any>",
  ]
}

/// A member of a body.
package struct BodyField: Sendable {
  package let name: String
  /// As the annotations of lua-language-server write it; with "?" when it may be absent or null.
  package let type: String
  package let documentation: String

  init(_ name: String, _ type: String, _ documentation: String) {
    self.name = name
    self.type = type
    self.documentation = documentation
  }
}

extension Field {
  /// As the annotations of lua-language-server write it, for a field that is read.
  package func annotation(in model: ModelType) -> String {
    switch (model.type, name) {
    case (.batchRequestInput, "body"): "batch.RequestBody"
    case (.batchRequestOutputResponse, "body"): "batch.ResponseBody"
    default: kind.annotation
    }
  }

  /// The same, with the names of bodies for their union.
  package func union(in model: ModelType) -> String {
    switch annotation(in: model) {
    case "batch.RequestBody": BodyType.requestBody.joined(separator: "|")
    case "batch.ResponseBody": BodyType.responseBody.joined(separator: "|")
    case let other: other
    }
  }
}
