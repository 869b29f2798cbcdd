internal import BatchModel

/// Topics of what scripts work for: services, and scripts for them that are ready.
extension TopicGroup {
  static let practice = TopicGroup(title: "Services and examples", topics: [.profiles, .examples])
}

extension Topic {
  fileprivate static let profiles = Topic(
    name: "profiles", heading: "Profiles: what services take",
    documentation: """
      `--profile NAME` says whose rules hold for the requests that are written: which urls there \
      are, how large a file may be, and whether its requests may be for several models and urls. What \
      concerns the file as a whole is a warning in the end, an error with `--strict`.
      """,
    rows: Profile.all.map { profile in
      Row(name: profile.name, type: profile.limits, documentation: profile.rules)
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
  /// "50000 requests, 200 MB".
  fileprivate var limits: String {
    let limits = [
      maxRequests.map { "\($0) requests" }, maxBytes.map { "\($0 >> 20) MB" },
      maxRequestBytes.map { "\($0 >> 20) MB a request" },
      maxEmbeddingInputs.map { "\($0) embedding inputs" },
    ]
    .compactMap { $0 }
    return limits.isEmpty ? "no limits" : limits.joined(separator: ", ")
  }

  fileprivate var rules: String {
    let mix =
      switch (requiresOneModel, requiresOneURL) {
      case (true, true): "One model and one url a file."
      case (true, false): "One model a file."
      case (false, true): "One url a file."
      case (false, false): "Models and urls may mix."
      }
    let names = urls.map { rule in
      switch rule {
      case .exact(let path): path
      case .suffix(let end): "…\(end)"
      case .any: "any"
      }
    }
    return "\(mix) Urls: \(names.joined(separator: ", "))."
  }
}
