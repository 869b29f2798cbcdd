internal import BatchLua

/// A global that a script defines, or has in the table that it returns.
struct ScriptEntry: Sendable {
  let name: String
  /// The heading, such as "filter(record): boolean".
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
      documentation: """
        Called once, after the last record; may emit. What it returns is the result of the run for a \
        program that runs it in Swift, and ignored elsewhere.
        """,
      example: """
        local count = 0
        function transform() count = count + 1 end
        function finish() batch.log.info("%d requests", count) end
        """),
    ScriptEntry(
      name: "options", heading: "options = { NAME = { default = …, type = …, help = … }, … }",
      documentation: """
        The -D options that the script takes: by name a table of

        - `default`, what it is when it is not given. Its type is that of the option.
        - `type`, where the default does not say it: "string", "integer", "number", "boolean" (`-D \
        NAME` alone is true) or "file" (the path of a file to read, which must be there; "-" for \
        standard input).
        - `values = { … }`, the only ones that it takes.
        - `required = true`: it must be given.
        - `many = true`: it may be given several times, and is a list, empty without any.
        - `help`, what it is for.

        The values and defaults are in args as soon as the script has set options. Those of an \
        `options` in the table that the script returns are there from begin on. A value that does \
        not fit, one that is missing and one of another name are usage errors before any input is \
        read; `batchlua run SCRIPT --help` lists all. A script without options takes any name, as a \
        string ("true" where no value is given).
        """,
      example: """
        options = {
          prefix = { default = "req", help = "What ids begin with." },
          width = { default = 6, help = "Digits of the number." },
          order = { values = { "up", "down" }, default = "up" },
          skip = { type = "integer", many = true, help = "Numbers to leave out." },
        }
        local format = args.prefix .. "-%0" .. args.width .. "d"
        function transform(req)
          req.custom_id = format:format(req.index)
          for _, number in ipairs(args.skip) do
            if number == req.index then return false end
          end
        end
        """),
    ScriptEntry(
      name: "stateless", heading: "stateless = true",
      documentation: """
        Says that a record needs nothing from those before it, so that several Lua states may \
        process records at once: as many as there are cores for large inputs, or N with \
        `batchlua run --jobs N`. A script that prints, logs, emits, opens files, loads code or uses the \
        table of globals as a value has one state all the same, unless N is given. Code (`-e`) needs not \
        say it: it has several states when it assigns no global, uses libraries only for their \
        functions, and none of those named, nor random numbers. Lines come in the order of the input all \
        the same, and errors too. Each state runs the top level, begin and finish, and what these \
        emit is written once; none opens writers or changes another record than its own, and a \
        custom_id that comes twice is found when the line's turn comes, not by the call that wrote \
        it. What `math.random` gives follows from the record's number and from the seed set before \
        the first record.
        """,
      example: """
        stateless = true
        function transform(req)
          req.body.temperature = nil
        end
        """),
    ScriptEntry(
      name: "columns", heading: "columns = { … }",
      documentation: """
        The columns of `--to csv`, in their order. Without it they are the keys of the first row; a \
        later row with another key is an error then. Elsewhere the name means nothing.
        """,
      example: """
        columns = { "custom_id", "url" }
        function filter(req)
          return req.method == "POST"
        end
        """),
  ]
}
