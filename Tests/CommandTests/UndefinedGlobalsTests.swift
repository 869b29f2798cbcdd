import Foundation
import Testing

/// Names that nobody defines: an error in `-e`, a warning in a script.
struct UndefinedGlobalsTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  private static let nothing = "is a global that nothing defines"

  @Test(arguments: [
    ("custom_id == \"row-1\"", "custom_id", "did you mean 'req.custom_id'?"),
    ("body.model = None", "None", "nothing is nil in Lua, and json.null writes null"),
    ("body.x = null", "null", "nothing is nil in Lua, and json.null writes null"),
    ("body.stream = True", "True", "did you mean 'true'?"),
    ("model == 'm'", "model", "did you mean 'body.model'?"),
    ("body.model == gpt", "gpt", ""),
    ("#messages > 2", "messages", "did you mean 'body.messages'?"),
    ("bdy.model == 'm'", "bdy", "did you mean 'body'?"),
    ("out:ok()", "out", "did you mean 'req'?"),
    ("insert(body.messages, {})", "insert", "did you mean 'table.insert'?"),
    ("ok()", "ok", "did you mean 'req:ok()'?"),
    ("prnt(1)", "prnt", "did you mean 'print'?"),
    ("local f = function() return cstom_id end return f() == 1", "cstom_id", "'req.custom_id'?"),
    ("unpack and true", "unpack", "did you mean 'table.unpack'?"),
  ])
  func inCode(code: String, name: String, hint: String) throws {
    let result = try tool.run("-e", code, "in.jsonl", "-o", "new.jsonl")
    #expect(result.code == 3)
    let end = hint.isEmpty ? "" : "; "
    #expect(result.error.hasPrefix("error: '\(name)' \(Self.nothing)\(end)"), "\(result.error)")
    #expect(result.error.split(separator: "\n")[0].hasSuffix(hint), "\(result.error)")
    #expect(result.error.contains("\n  --> -e:1\n   1 | \(code)\n"))
    #expect(result.error.hasSuffix("\n  nothing was read\n"))
    #expect(!tool.has("new.jsonl"))
  }

  @Test func inALineOfCode() throws {
    let result = try tool.run("-e", "local x = 1\n\nif x then\n  y(x)\nend", "in.jsonl")
    #expect(result.error.contains("--> -e:4\n   4 |   y(x)"), "\(result.error)")
  }

  @Test func fieldThatIsAssignedAsAGlobal() throws {
    let result = try tool.run("-e", "model = 'm'", "in.jsonl")
    #expect(result.code == 0)
    #expect(
      result.error.hasPrefix(
        "warning: -e: 'model' is assigned as a global, which changes no record; did you mean "
          + "'body.model'?\n"), "\(result.error)")
  }

  @Test(arguments: [
    "n = (n or 0) + 1 return n > 1", "_G.n = 1; body.x = n", "_ENV.n = 1; body.x = n",
    "local _ENV = { body = body }; body.x = y", "local t = {}; body.x = t.custom_id",
    "args.x = 1", "function f() return 1 end body.x = f()", "rawset(_G, 'k', 1) body.x = k",
    "for custom_id in pairs(body) do body.x = custom_id end",
    "goto done ::done::", "local custom_id <const> = 1; body.x = custom_id",
  ])
  func defined(code: String) throws {
    let result = try tool.run("-e", code, "in.jsonl")
    #expect(result.code == 0)
    #expect(result.error == "")
  }

  /// Where a function has more constants than an instruction reaches.
  @Test func inLargeFunctions() throws {
    let many = (0..<300).map { "local _ = { \"c\($0)\" }; _ = nil" }.map { "do \($0) end" }
      .joined(separator: "\n")
    let good = try tool.run("-e", many + "\nlate = 1 body.x = late", "in.jsonl")
    #expect(good.code == 0, "\(good.error)")
    let bad = try tool.run("-e", many + "\nbody.x = custom_id", "in.jsonl")
    #expect(bad.error.contains("'custom_id' \(Self.nothing)"), "\(bad.error)")
    #expect(bad.error.contains("--> -e:301\n"), "\(bad.error)")
  }

  @Test func inAScript() throws {
    try tool.write(
      """
      local message = { role = "system" }
      local unpack = unpack or table.unpack
      defined_later = nil
      require("names")
      local function helper() return by_module, defined_later, by_begin end
      function begin() by_begin = 1; helper() end
      function transform(req)
        if mesage then return mesage end
        if jit then return jit end
        local role = mesages and custom_id
        req.body.model = model or "m"
      end
      """, to: "s.lua")
    try tool.write("by_module = 1; local x = nowhere", to: "names.lua")
    for more in [[], ["--sandbox"]] {
      let result = try tool.run(command: ["run"] + more + ["s.lua", "in.jsonl"])
      #expect(result.code == 0)
      #expect(
        result.error == """
          warning: s.lua:8: 'mesage' \(Self.nothing); did you mean 'message'?
          warning: s.lua:10: 'mesages' \(Self.nothing); did you mean 'message'?
          warning: s.lua:10: 'custom_id' \(Self.nothing); did you mean 'req.custom_id'?
          warning: s.lua:11: 'model' \(Self.nothing); did you mean 'req.body.model'?

          """)
    }
  }

  @Test func onceWithSeveralStates() throws {
    try tool.write("stateless = true function transform(r) r.body.x = y end", to: "s.lua")
    let result = try tool.run("--jobs", "2", "s.lua", "in.jsonl")
    #expect(result.error == "warning: s.lua:1: 'y' \(Self.nothing)\n")
    #expect(try tool.run("-q", "s.lua", "in.jsonl").error == "")
    #expect(try tool.run("s.lua", "--help").error == "")
  }

  @Test func globalsFromElsewhere() throws {
    try tool.write(
      """
      setmetatable(_G, { __index = function(_, name) return name end })
      function transform(r) r.body.x = anything end
      """, to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl")
    #expect(result.error == "")
    #expect(result.output.contains(#""x":"anything""#))
  }

  /// What a module defines is known when the code runs.
  @Test func codeThatRequires() throws {
    try tool.write("known = 5", to: "m.lua")
    let result = try tool.run("-e", "require('m') body.x = known", "in.jsonl")
    #expect(result.code == 0)
    #expect(result.output.contains(#""x":5"#))
    #expect(result.error.hasPrefix("warning: -e:1: 'known' \(Self.nothing)"), "\(result.error)")
  }

  @Test(arguments: ["transform", "filter", "begin", "finish"])
  func wholeScriptAsCode(name: String) throws {
    let result = try tool.run("-e", "local n = 0\nfunction \(name)(r) n = n + 1 end", "in.jsonl")
    #expect(result.code == 3)
    #expect(result.error.hasPrefix("error: code is the body of transform"), "\(result.error)")
    #expect(result.error.contains("'\(name)'; put it into a file"))
    #expect(result.error.contains("--> -e:2\n"))
  }
}
