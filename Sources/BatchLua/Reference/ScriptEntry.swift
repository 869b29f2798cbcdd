/// A global that a script defines, or has in the table that it returns.
struct ScriptEntry: Sendable {
  let name: String
  /// What it looks like: "filter(record): boolean".
  let heading: String
  let documentation: String
  /// A whole script.
  let example: String

  static let all: [ScriptEntry] = [
    ScriptEntry(
      name: "begin", heading: "begin()",
      documentation: "Called once, before the first record; may emit.",
      example: """
        function begin()
          batch.log.info("starting")
        end
        """),
    ScriptEntry(
      name: "filter", heading: "filter(record): boolean",
      documentation: """
        Called for each record, before transform: true keeps it, false drops it; anything else is \
        an error.
        """,
      example: """
        function filter(req)
          return req.url == batch.BatchEndpoint.chat_completions
        end
        """),
    ScriptEntry(
      name: "transform", heading: "transform(record): nil|boolean|record|record[]",
      documentation: """
        Called for each record that is kept. Nothing, nil or true: the record is written with the \
        changes made to it, or nothing if batch.emit was called for it. false or an empty list: \
        nothing is written. A record, several or a list of them: these are written instead.
        """,
      example: """
        function transform(req)
          local copy = req:copy()
          copy.custom_id = req.custom_id .. "-mini"
          copy.body.model = "gpt-5-mini"
          return req, copy
        end
        """),
    ScriptEntry(
      name: "finish", heading: "finish()",
      documentation: "Called once, after the last record; may emit.",
      example: """
        local count = 0
        function transform() count = count + 1 end
        function finish() batch.log.info("%d requests", count) end
        """),
    ScriptEntry(
      name: "options", heading: "options = { NAME = { default = …, help = … }, … }",
      documentation: """
        The -D options that the script takes. Defaults (strings, numbers or booleans; as strings) \
        come into args before begin is called, unknown names are a usage error, and \
        `batchlua run SCRIPT --help` lists them. A script without options takes any name.
        """,
      example: """
        options = { prefix = { default = "req", help = "What ids begin with." } }
        function transform(req)
          req.custom_id = args.prefix .. "-" .. req.index
        end
        """),
    ScriptEntry(
      name: "stateless", heading: "stateless = true",
      documentation: """
        Says that a record needs nothing from those before it, so that several Lua states may \
        process records at once: `batchlua run --jobs N`. Lines come in the order of the input all \
        the same, and errors too. Each state runs the top level, begin and finish; none opens \
        writers or changes another record than its own, and a custom_id that comes twice is found \
        when the line's turn comes, not by the call that wrote it. What `math.random` gives follows \
        from the record's number and from the seed set before the first record.
        """,
      example: """
        stateless = true
        function transform(req)
          req.body.temperature = nil
        end
        """),
  ]
}
