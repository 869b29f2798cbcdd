internal import BatchLua
internal import BatchModel

/// Topics about services, and ready-made scripts for them.
extension TopicGroup {
  static let practice = TopicGroup(title: "Services and examples", topics: [.profiles, .examples])
}

extension Topic {
  fileprivate static let profiles = Topic(
    name: "profiles", heading: "Profiles: what services take",
    documentation: """
      `--profile NAME` says how the lines of a service look and what it takes. Scripts see one \
      model: req.custom_id and req.body read and write the member of that shape, req.method and \
      req.url read nil where it has none, and an assignment to them is an error there. The same \
      `body.model = "x"` swaps the model in each. What concerns the file as a whole is a warning in \
      the end, an error with `--strict`.

      - A result is recognised by the member of its shape too: result of anthropic, response or error of \
      gemini, status or response of vertex, modelOutput or error of bedrock. out.response is that \
      member; where OpenAI's has status_code, request_id and body in it, the others have the answer \
      itself, and out.response is a JSON object.
      - Under vertex the id is a label of the request: the first that is there of custom_id and \
      litellm_custom_id, a new one custom_id. What is assigned to body is copied there, and keeps \
      the id of its record.
      - A line that is as another profile has it is an error that names that profile.
      - Limits of files, one model, one url and unique ids concern requests only: results may come \
      in any number, and an id twice.
      """,
    rows: Profile.all.map { profile in
      Row(name: profile.name, type: profile.shape.summary, documentation: profile.rules)
    },
    example: """
      -- batchlua run --profile xai models.lua requests.jsonl
      local models = { "grok-4", "grok-4-fast" }
      function transform(req)
        req.body.model = models[req.index % #models + 1]
      end
      """)

  fileprivate static let examples = Topic(
    name: "examples", heading: "Examples: a cookbook",
    documentation: """
      The scripts of the directory scripts/examples, which is part of batchlua's sources. The \
      first line of each says what it does, and the second is the command that runs it.
      """,
    rows: Recipe.all.map { recipe in
      Row(name: recipe.name, type: recipe.path, documentation: recipe.summary)
    },
    example: """
      -- swap-model.lua, in short: batchlua run -D model=gpt-5 swap-model.lua requests.jsonl
      function transform(req)
        req.body.model = args.model or "gpt-5-mini"
      end
      """)
}

extension Profile {
  /// "Urls: /v1/…. 50,000 requests, 200 MB. Models and urls may mix."
  fileprivate var rules: String {
    var parts = [title]
    let names = urls.map { rule in
      switch rule {
      case .exact(let path): path
      case .suffix(let end): "…\(end)"
      case .any: "any"
      }
    }
    if !names.isEmpty { parts.append("Urls: " + names.joined(separator: ", ")) }
    parts.append("Limits: \(limitSummary)")
    parts.append("A file may mix \(mixSummary)")
    return parts.map { $0 + "." }.joined(separator: " ")
  }
}
