import Foundation
import Testing

/// `batchlua check`.
@Suite struct CheckCommandTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  private func check(_ script: String, _ options: String...) throws -> Tool.Result {
    try tool.write(script, to: "s.lua")
    return try tool.run(command: ["check"] + options + ["s.lua"])
  }

  /// The record of code is `req`; what else is called so is no record.
  @Test(arguments: [
    (
      "\nreq.custom_idd = 'x'",
      "-e:2: a BatchRequestInput has no field 'custom_idd'; did you mean 'custom_id'?\n"
    ),
    (
      "if req.metod then return end",
      "-e:1: a BatchRequestInput has no field 'metod'; did you mean"
    ),
    ("req.custom_id = req.method .. req.url", ""), ("local req = {} req.x = 1", ""),
    ("req = {} req.x = 1", ""), ("body.x = req.body.y", ""),
    ("local t = {req = 1} t.req.x = 1", ""),
  ]) func fieldsInCode(code: String, message: String) throws {
    let result = try tool.run(command: ["check", "-e", code])
    let found = result.output.split(separator: "\n").filter { !$0.contains(" note: ") }
    #expect(found.joined(separator: "\n").hasPrefix(message.trimmingCharacters(in: .newlines)))
    #expect(result.code == (message.isEmpty ? 0 : 1), "\(result)")
    #expect(found.count == (message.isEmpty ? 0 : 1), "\(result)")
  }

  @Test(arguments: [
    ("x = = 1", "s.lua:1: unexpected symbol near '='"),
    ("\n\nfunction transform(", "s.lua:3: <name> or '...' expected near <eof>"),
    ("error('boom')", "s.lua:1: boom"),
    (
      "function transform(r)\n  tostrng(r)\nend",
      "s.lua:2: 'tostrng' is a global that nothing defines; did you mean 'tostring'?"
    ),
    (
      "function begin()\n  count = 1\n  count = 2\nend",
      "s.lua:2: 'count' is made a global by a function; write local count, or assign it at the top of "
        + "the script first"
    ),
    ("function trasform() end", "s.lua:1: nothing uses 'trasform'; did you mean 'transform'?"),
    (
      "function transform() batch.emitt() end",
      "s.lua:1: batch has no 'emitt'; did you mean 'batch.emit'?"
    ),
    (
      "local function f() json.decod() end",
      "s.lua:1: json has no 'decod'; did you mean 'json.decode'?"
    ),
    (
      "function begin() batch.log.inf() end",
      "s.lua:1: batch.log has no 'inf'; did you mean 'batch.log.info'?"
    ),
    (
      "function transform(req)\n\n  req.boddy = 1 end",
      "s.lua:3: a BatchRequestInput has no field 'boddy'; did you mean 'body'?"
    ),
    (
      "function transform(req)\n local f = function(req) return req.x end\n return req.x end",
      "s.lua:3: a BatchRequestInput has no field 'x' (its fields are custom_id, method, url, body)"
    ),
    (
      "return { filter = function(out) for out = 1, 2 do end return out.respnse end }",
      "s.lua:1: a BatchRequestOutput has no field 'respnse'; did you mean 'response'?"
    ),
    (
      "filter = function(out) return out.respnse end",
      "s.lua:1: a BatchRequestOutput has no field 'respnse'; did you mean 'response'?"
    ),
  ])
  func finds(script: String, finding: String) throws {
    let result = try check(script)
    #expect(result.output == finding + "\n" && result.code == 1, "\(result.error)")
    #expect(result.error == "")
  }

  /// What is right, or may be, is not complained of.
  @Test(arguments: [
    "", "return { transform = function(req) req.body.model = 'm' end }",
    "options = { m = { required = true, type = 'string' } } local s = 'x' .. args.m",
    "local t = args.x.y function transform() end",
    "seen = {} function transform(r) seen = {} end", "function finish() begin = nil end",
    "function transform(r) if r:ok() then return r.response end return r.body.anything end",
    "-- batchlua run --type json s.lua in.jsonl\nfunction transform(r) return r.anything.else_ end",
    "-- batchlua run --from csv s.lua\nfunction transform(row) print(row.column) end",
    "function transform(r) r = r.json return r.anything end",
    "function transform(r) local s = 'batch.foo' --[[ json.foo ]] return { batch = 1 }, s.batch end",
    "local batch = { foo = 1 } print(batch.foo)", "batch.mine = 1 print(batch.mine)",
    "#!/usr/bin/env batchlua\nprint('never shown')", "if jit then x = 1 end",
    "local json = require 'lib' print(json.other)",
    "function transform(r) local f = function(r) return r.x end for _, r in ipairs{} do f(r.x) end end",
    "function transform(r) for r = 1, 2 ~ 1 do local y <const> = r.x end do local r = {} r.x = 1 end end",
    "function transform(r) local r = r.json repeat local r = 1 until r.x return r.x <= 2 // 1 end",
    "function transform(r) local function r() return r.x end goto done ::done:: return r.x end",
    "local function filter(list) return list.n end print(filter{ n = { 'x', [1] = 2; y = ... } })",
    "local t = { filter = function(x) return x.n end } function t.transform(x) return x.n end",
    "local t = {} function t:transform(x) return self.x, x.y end function transform(r, s) s.x = 1 end",
    "local batch = { foo = 1 } print(batch.foo) function begin() local json = batch json.x = 1 end",
    "for batch in pairs{} do print(batch.x) end print(({ batch = 1 }).batch, ('x'):rep(2), #'x' - 1)",
  ])
  func findsNothing(script: String) throws {
    try tool.write("return { other = 1 }", to: "lib.lua")
    let result = try check(script)
    #expect(result.output == "" && result.error == "" && result.code == 0)
  }

  @Test func modulesAndColours() throws {
    try tool.write("return nothing", to: "s.lua")
    let joined = try tool.run(command: ["check", "-L.", "-q", "--color", "always", "s.lua"])
    #expect(joined.code == 1 && joined.output.hasPrefix("\u{1B}[1ms.lua:1:\u{1B}[0m 'nothing'"))
    #expect(joined.error.isEmpty)
    let bad = try tool.run(command: ["check", "--color", "red", "s.lua"])
    #expect(bad.code == 2 && bad.error.contains("--color takes auto, always or never"))
  }

  @Test func typesAndProfiles() throws {
    let script = "function transform(r) return r.body, r.response end"
    #expect(try check(script).output == "")
    let input = try check(script, "--type", "BatchRequestInput").output
    #expect(input.contains("a BatchRequestInput has no field 'response'"))
    let output = try check(script, "--type", "BatchRequestOutput").output
    #expect(output.contains("a BatchRequestOutput has no field 'body'"))
    #expect(try check(script, "--type", "json").output == "")
    #expect(try check(script, "--profile", "anthropic").output == "")
    #expect(try check(script, "--profile", "nobody").code == 2)
  }

  @Test func severalScriptsForPrograms() throws {
    try tool.write("x = = 1", to: "a\tb.lua")
    try tool.write("return nothing", to: "c.lua")
    let result = try tool.run(command: ["check", "--format", "json", "a\tb.lua", "c.lua"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
    #expect(object["object"] as? String == "check" && object["scripts"] as? Int == 2)
    let data = try #require(object["data"] as? [[String: Any]])
    #expect(data.map { $0["line"] as? Int } == [1, 1])
    #expect(data[1]["file"] as? String == "c.lua")
    #expect(result.code == 1)
  }

  @Test func limitsOfTheTopLevel() throws {
    let endless = try check("while true do end", "--timeout", "0.2")
    #expect(endless.code == 1)
    #expect(endless.output.contains("s.lua:1: the script took longer than 0.2 s; --timeout"))
    let large = try check("x = string.rep('x', 1 << 26)", "--max-memory", "4M")
    #expect(large.code == 1 && large.output.contains("--max-memory SIZE"), "\(large.output)")
  }

  @Test func usage() throws {
    let none = try tool.run(command: ["check", "none.lua"])
    #expect(none.code == 2 && none.error.hasPrefix("error: cannot read the script none.lua"))
    let missing = try tool.run(command: ["check"])
    #expect(missing.code == 2 && missing.error.hasPrefix("error: missing SCRIPT"))
  }

  /// The cookbook has none of what is looked for.
  @Test func examplesAreFine() throws {
    let result = try CommandRunner.run(
      "batchlua check *.lua */*.lua", in: ExamplesTests.directory)
    #expect(result.output == "" && result.errors == "" && result.exitCode == 0)
  }

  /// Notes say whether several states share the records; they are no findings.
  @Test(arguments: [
    ("body.model = 'x'", "-e: note: several states of Lua share the records of a large input\n"),
    ("\nN = 1", "-e:2: note: one state of Lua has all records: the code assigns the global 'N'\n"),
  ])
  func notesOnCode(code: String, note: String) throws {
    let result = try tool.run(command: ["check", "-e", code])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == note)
  }

  @Test func notesOnScripts() throws {
    let script = "stateless = true\nfunction transform(r) print(r.custom_id) end"
    let result = try check(script)
    #expect(result.code == 0)
    #expect(
      result.output == "s.lua:2: note: one state of Lua has all records: the script uses 'print'\n")
    #expect(
      try check(script, "--format", "json").output.hasSuffix(
        #""data":[],"notes":[{"file":"s.lua","line":2,"message":"note: one state of Lua has all "#
          + #"records: the script uses 'print'"}]}"# + "\n"))
    #expect(try check("stateless = true function transform(r) end").output.isEmpty)
    #expect(try check("function transform(r) print(r) end").output.isEmpty)
  }
}
