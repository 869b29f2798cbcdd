import Foundation
import Testing

/// Messages as a whole: section 5 of the Lua API.
struct ErrorFormatTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  @Test func fieldThatIsNil() throws {
    try tool.write(Tool.requests(3), to: "in.jsonl")
    try tool.write(
      """
      local count = 0
      function transform(req)
        count = count + 1
        if count == 2 then return req.body.mesages[1] end
      end
      """, to: "add.lua")
    let result = try tool.run("add.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error == """
        error: attempt to index a nil value (field 'mesages'); did you mean 'messages'?
          --> add.lua:4
           4 |   if count == 2 then return req.body.mesages[1] end
          input in.jsonl:2, custom_id "r2"
              {"custom_id":"r2","method":"POST","url":"/v1/chat/completions","body":{"mode…
          nothing was written to out.jsonl (--on-error=skip or quarantine goes on past bad records)

        """)
  }

  @Test func unknownField() throws {
    let result = try tool.run(
      "-e", "req.model = 'm'", "-", input: #"{"custom_id":"a","url":"","body":{}}"#)
    #expect(
      result.error == """
        error: a BatchRequestInput has no field 'model' (its fields are custom_id, method, url, body)
          --> -e:1
           1 | req.model = 'm'
          input standard input:1, custom_id "a"
              {"custom_id":"a","url":"","body":{}}
          nothing was written to standard output \
        (--on-error=skip or quarantine goes on past bad records)

        """)
  }

  /// An error that was caught says nothing of where the one is that ends the call.
  @Test(arguments: [
    ("transform", "transform returned a number; expected nothing, true, false, a record or a list"),
    ("filter", "filter must return true (keep) or false (drop), got number"),
  ])
  func errorBehindOneThatWasCaught(entry: String, message: String) throws {
    try tool.write(Tool.requests(1), to: "in.jsonl")
    try tool.write(
      """
      -- one
      function \(entry)(req)
        pcall(function()
          req.nonsense = 1
        end)
        return 5
      end
      """, to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl")
    let lines = result.error.split(separator: "\n")
    try #require(lines.count > 2, "\(result.error)")
    #expect(lines[0].hasPrefix("error: \(message)"))
    #expect(lines[1] == "  --> s.lua:2")
    #expect(lines[2] == "   2 | function \(entry)(req)")
  }

  /// What the host raises in a coroutine that runs below no line of the script.
  @Test func errorInACoroutineThatIsTransform() throws {
    try tool.write(Tool.requests(1), to: "in.jsonl")
    try tool.write(
      "transform = coroutine.wrap(function(req)\n  req.nonsense = 1\nend)", to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl")
    #expect(result.error.hasPrefix("error: a BatchRequestInput has no field 'nonsense' (its"))
    #expect(result.error.contains("\n  --> s.lua:2\n"), "\(result.error)")
  }

  @Test(arguments: ["script", "code", "module", "load"])
  func textThatNestsTooDeep(what: String) throws {
    let nested = "return " + String(repeating: "(", count: 300)
    try tool.write(nested, to: "deep.lua")
    let code = ["code": nested, "module": "require 'deep'", "load": "assert(load('\(nested)'))"]
    let script = code[what].map { ["-e", $0, "-L", tool.path("")] } ?? ["deep.lua"]
    let result = try tool.run(
      command: ["run"] + script + ["-"], input: #"{"custom_id":"a","url":"","body":{}}"#)
    #expect(result.error.hasPrefix("error: C stack overflow\n"), "\(result.error)")
  }

  /// Nobody waits for the place of an error to be looked for among 200,000 calls.
  @Test func recursionInLoadedText() throws {
    let code = """
      local f = load('local function f() return 1 + f() end return f')()
      f()
      """
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(result.code == 4)
    #expect(result.error.contains("stack overflow\n  --> -e:2\n"), "\(result.error)")
  }

  @Test func lineThatIsNoJSON() throws {
    try tool.write(Tool.requests(1) + "{\"a\":tru}\n", to: "in.jsonl")
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "out.jsonl")
    let lines = result.error.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 5, "\(result.error)")
    #expect(lines[0].hasPrefix("error: the line is not valid JSON: "))
    #expect(lines[0].contains("byte 5"), "\(lines[0])")
    #expect(lines[1] == "  input in.jsonl:2")
    #expect(lines[2] == "      {\"a\":tru}")
    #expect(lines[3].hasPrefix("  nothing was written to out.jsonl"))
  }

  @Test func policyOtherThanFailGivesNoHint() throws {
    let result = try tool.run(
      "--on-error", "skip", "--max-errors", "2", "-e", "error('x', 0)", "-",
      input: Tool.requests(2))
    #expect(result.code == 4)
    #expect(
      result.error.hasSuffix(
        """
        error: 2 records were rejected, as many as --max-errors allows
          nothing was written to standard output

        """), "\(result.error)")
    #expect(result.error.contains("  the record is left out\n"))
  }

  @Test func whatHadBeenWrittenToStandardOutput() throws {
    let input = Tool.requests(3000)
    let code = "if req.custom_id == 'r3000' then error('x', 0) end"
    let result = try tool.run("-e", code, "-", input: input)
    let count = result.output.utf8.count
    #expect(count > 100_000 && input.hasPrefix(result.output))
    #expect(result.error.contains("\(count) bytes had been written to standard output"))
    #expect(result.output.hasSuffix("\n"))
  }

  @Test func acrossInputsAndChunks() throws {
    try tool.write(Tool.requests(2500), to: "a.jsonl")
    try tool.write("\n" + Tool.requests(2500, from: 2501), to: "b.jsonl")
    try tool.write(
      "-- 1\n\nfunction transform(r)\n\n  if r.custom_id == 'r4600' then error('x') end\nend",
      to: "s.lua")
    let result = try tool.run("s.lua", "a.jsonl", "b.jsonl", "-o", "out.jsonl")
    #expect(result.error.contains("  --> s.lua:5\n   5 |   if r.custom_id"), "\(result.error)")
    #expect(result.error.contains("  input b.jsonl:2101, custom_id \"r4600\"\n"))
  }

  @Test func errorInAModule() throws {
    try tool.write("local m = {}\nfunction m.f() error('deep') end\nreturn m", to: "mod.lua")
    try tool.write("local m = require('mod')\nfunction transform() m.f() end", to: "s.lua")
    let result = try tool.run("s.lua", "-", input: Tool.requests(1))
    #expect(
      result.error.hasPrefix(
        "error: deep\n  --> ./mod.lua:2\n   2 | function m.f() error('deep') end\n")
        || result.error.hasPrefix("error: deep\n  --> mod.lua:2\n   2 | function m.f()"),
      "\(result.error)")
  }

  @Test func syntaxError() throws {
    try tool.write("function transform(r)\n  r.body.x = = 1\nend", to: "s.lua")
    let result = try tool.run("s.lua", "-", input: Tool.requests(1))
    #expect(result.code == 3)
    #expect(
      result.error == """
        error: unexpected symbol near '='
          --> s.lua:2
           2 |   r.body.x = = 1
          nothing was read

        """)
  }

  @Test func syntaxErrorOfCodeShowsTheCode() throws {
    let result = try tool.run("-e", "body.x = = 1", "-", input: Tool.requests(1))
    #expect(result.error.hasPrefix("error: "))
    #expect(result.error.contains("  --> -e:1\n   1 | body.x = = 1\n"), "\(result.error)")
  }

  @Test func controlBytesAreShownAsEscapes() throws {
    let result = try tool.run("-e", "error('a\\27[31mb\\0\\255', 0)", "-", input: Tool.requests(1))
    #expect(result.error.hasPrefix("error: a\\x1b[31mb\\x00\\xff\n"), "\(result.error)")
  }

  @Test func longMessagesAreCut() throws {
    let result = try tool.run("-e", "error(('x'):rep(1e6), 0)", "-", input: Tool.requests(1))
    #expect(result.code == 4)
    #expect(result.error.utf8.count < 5000)
  }

  @Test func pathOfAValueThatCannotBeWritten() throws {
    let code = "body.messages[1].content = { { text = print } }"
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(
      result.error.hasPrefix(
        "error: body.messages[1].content[1].text: a function has no JSON form"),
      "\(result.error)")
  }

  @Test(arguments: [
    ("error{foo = 1}", #"error object: {"foo":1}"#),
    ("error{code = 5}", #"error object: {"code":5} (5)"#),
    ("error{code = 'c', message = 'm'}", "m (c)"),
    ("error{message = 'm', f = print}", "m"),
    ("error{f = print}", "error object: a table that cannot be shown: f: a function has no JSON"),
    ("error(setmetatable({}, {__tostring = function() return 'mine' end}))", "error object: mine"),
    ("error(json.decode('[1,2]'))", "error object: [1,2]"),
    ("error(nil)", "error object: nil"),
    ("batch.log.info('%d', 'x')", "bad argument #2 to 'batch.log.info' (number expected"),
    ("body.x = body", "body.x.x: the value contains itself"),
  ])
  func errorObject(code: String, expected: String) throws {
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: \(expected)"), "\(result.error)")
    #expect(result.error.contains("  --> -e:1\n"))
  }

  @Test func longErrorObjectIsCut() throws {
    let result = try tool.run("-e", "error{x = ('x'):rep(1e5)}", "-", input: Tool.requests(1))
    let first = result.error.prefix { $0 != "\n" }
    #expect(first.utf8.count < 300 && first.hasPrefix(#"error: error object: {"x":"xxx"#))
  }

  @Test(arguments: [
    ("coroutine.wrap(function()\n  error('deep')\nend)()", 2),
    ("local function check() error('deep', 2) end\nlocal x\ncheck() x = 1", 3),
    ("local f = function()\n  local x = nil + 1\nend\ncoroutine.wrap(f)()", 2),
  ])
  func placeThatIsToBlame(code: String, line: Int) throws {
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    let lines = result.error.split(separator: "\n")
    #expect(lines[0] == "error: deep" || lines[0].hasPrefix("error: attempt to perform"))
    #expect(lines[1] == "  --> -e:\(line)", "\(result.error)")
  }

  @Test func elementThatIsNullIsNamed() throws {
    let input = #"{"custom_id":"a","url":"","body":{"messages":[{"role":"user"},null]}}"#
    let code = "for _, m in ipairs(body.messages) do local _ = m.role end"
    let result = try tool.run("-e", code, "-", input: input)
    #expect(
      result.error.hasPrefix(
        "error: attempt to index json.null (field 'role'); body.messages[2] is null\n"),
      "\(result.error)")
    let other = try tool.run(
      "-e", "local _ = body.messages[2] body.messages[2] = 1 json.null()", "-", input: input)
    #expect(other.error.hasPrefix("error: attempt to call json.null\n"), "\(other.error)")
  }

  /// true and false say what becomes of a record only where they stand alone.
  @Test(arguments: [
    ("{ false }", "a boolean"), ("{ req, true }", "a boolean"), ("req, nil", "nil"),
    ("true, req", "a boolean"),
  ])
  func returnedValueAmongOthers(code: String, what: String) throws {
    let result = try tool.run("-e", "return \(code)", "-", input: Tool.requests(1))
    #expect(
      result.error.hasPrefix(
        "error: transform returned \(what) in a list or beside other values, each of which is "
          + "written: there it takes a record or a list of records\n"), "\(result.error)")
  }

  @Test func returnedValueIsNamed() throws {
    for (code, what) in [
      ("5", "a number"), ("'x'", "a string"), ("{a = 1}", "a table"), ("body", "a JSON object"),
      ("body.messages", "a JSON object"), ("print", "a function"), ("json.null", "json.null"),
    ] {
      let result = try tool.run("-e", "return \(code)", "-", input: Tool.requests(1))
      #expect(result.error.hasPrefix("error: transform returned \(what)"), "\(result.error)")
      #expect(result.error.contains("; expected nothing, true, false, a record or"))
    }
  }

  @Test func filterMustReturnABoolean() throws {
    for (code, what) in [("", "nothing"), ("return 1", "number"), ("return r", "userdata")] {
      try tool.write("function filter(r) \(code) end", to: "s.lua")
      let result = try tool.run("s.lua", "-", input: Tool.requests(1))
      #expect(result.code == 4)
      #expect(
        result.error.hasPrefix(
          "error: filter must return true (keep) or false (drop), got \(what)"),
        "\(result.error)")
    }
  }

  @Test func suggestionIsNotTakenFromAnotherValue() throws {
    let code = "local _ = body.mesages; local t = {}; t.messagse.x = 1"
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(!result.error.contains("did you mean"), "\(result.error)")
  }

  /// Messages show lines of the script and of its modules, whatever name a text gives itself.
  @Test func noLineOfAnotherFile() throws {
    try tool.write("the secret", to: "other.txt")
    let code = "load('error(\\'bad\\')', '@other.txt')()"
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(result.code == 4)
    #expect(result.error.contains("other.txt:1") && !result.error.contains("secret"))
  }

  /// Before the first record, between records, in one, and behind the last.
  @Test(arguments: [[], ["--sandbox"], ["--timeout", "9"]])
  func logsHaveTheirPlace(options: [String]) throws {
    try tool.write(
      """
      batch.log.warn("loaded")
      function begin() batch.log.info("begun") end
      function transform(r) batch.log.error("at %d", r.line) end
      function finish() batch.log.info("finished") end
      """, to: "s.lua")
    try tool.write(Tool.requests(2), to: "in.jsonl")
    let result = try tool.run(
      command: ["run"] + options + ["s.lua", "in.jsonl", "-o", "out.jsonl"])
    #expect(result.code == 0)
    let lines = result.error.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "warning: loaded", "info: begun", "error: in.jsonl:1: at 1", "error: in.jsonl:2: at 2",
        "info: finished",
      ], "\(result.error)")
  }
}
