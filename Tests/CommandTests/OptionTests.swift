import Foundation
import Testing

/// The options of `batchlua run`, each for what it does.
struct OptionTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
    try tool.write("function transform(r) r.body.model = 'm' end", to: "s.lua")
  }

  @Test func script() throws {
    let result = try tool.run("s.lua", "in.jsonl")
    #expect(result.code == 0)
    #expect(
      result.output == Tool.request("r1", model: "m") + "\n" + Tool.request("r2", model: "m") + "\n"
    )
    #expect(result.error == "")
  }

  @Test func code() throws {
    let result = try tool.run("-e", "body.model = 'm'", "in.jsonl")
    #expect(result.code == 0)
    #expect(result.output.contains(#""model":"m""#))
  }

  @Test func codeThatIsAnExpressionFilters() throws {
    let result = try tool.run("-e", "req.custom_id == 'r2'", "in.jsonl")
    #expect(result.output == Tool.request("r2") + "\n")
  }

  @Test func codeOverResults() throws {
    try tool.write(#"{"custom_id":"a","response":{"body":{"data":[1]}}}"#, to: "o.jsonl")
    let result = try tool.run("-e", "req:ok()", "o.jsonl")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test func codeThatIsACallIsAStatement() throws {
    let result = try tool.run("-e", "table.remove(body.messages)", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test func codeHasItsOwnLines() throws {
    let result = try tool.run("-e", "local x = 1\nerror('here')", "in.jsonl")
    #expect(result.error.contains("-e:2\n   2 | error('here')"), "\(result.error)")
  }

  @Test(arguments: [[], ["-"]])
  func standardInput(names: [String]) throws {
    let result = try tool.run(command: ["run", "s.lua"] + names, input: Tool.requests(1))
    #expect(result.code == 0)
    #expect(result.output == Tool.request("r1", model: "m") + "\n")
  }

  @Test func severalInputsInOrder() throws {
    try tool.write(Tool.requests(1, from: 7), to: "b.jsonl")
    let result = try tool.run(
      "-e", "true", "in.jsonl", "-", "b.jsonl", input: Tool.requests(1, from: 5))
    #expect(result.code == 0)
    #expect(result.output == ["r1", "r2", "r5", "r7"].map { Tool.request($0) + "\n" }.joined())
  }

  @Test func definitions() throws {
    let code = "error(args.a .. '|' .. args.b .. '|' .. tostring(args.c) .. '|' .. args.d, 0)"
    let result = try tool.run(
      "-D", "a=1", "-D", "b=x=y", "-D", "d=", "-e", code, "in.jsonl")
    #expect(result.error.hasPrefix("error: 1|x=y|nil|\n"), "\(result.error)")
    let flag = try tool.run("-D", "a", "-e", "error(args.a .. type(args.a), 0)", "in.jsonl")
    #expect(flag.error.hasPrefix("error: truestring\n"), "\(flag.error)")
  }

  @Test(arguments: ["=value", "=", ""])
  func badDefinition(text: String) throws {
    let result = try tool.run("-D", text, "-e", "true", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("-D takes NAME=VALUE"), "\(result.error)")
  }

  @Test func declaredOptions() throws {
    try tool.write(
      """
      options = { prefix = { default = "req", help = "what ids begin with" } }
      function transform(r) r.custom_id = args.prefix .. r.custom_id end
      """, to: "o.lua")
    let known = try tool.run("o.lua", "in.jsonl")
    let unknown = try tool.run("-D", "prefx=a", "o.lua", "in.jsonl")
    #expect(known.output.contains("reqr1"), "\(known.error)")
    #expect(unknown.code == 2)
    #expect(unknown.error.contains("prefx"))
  }

  /// Before the input is looked at, and with nothing of the output made.
  @Test(arguments: [[], ["--sandbox"], ["--jobs", "2"]])
  func misfitsAreUsageErrors(more: [String]) throws {
    try tool.write(
      """
      options = { limit = { default = 256 }, store = { default = false } }
      stateless = true
      local limit = args.limit
      function transform(r) r.body.n, r.body.store = limit, args.store end
      """, to: "o.lua")
    let good = try tool.run(
      command: ["run"] + more + ["-D", "limit=7", "-D", "store", "o.lua", "in.jsonl"])
    #expect(good.output.contains(#""store":true,"n":7"#), "\(good.error)")
    let bad = try tool.run(
      command: ["run"] + more + ["-D", "limit=x", "-o", "new.jsonl", "o.lua", "in.jsonl"])
    #expect(bad.code == 2)
    #expect(bad.error == "error: option 'limit' of o.lua takes an integer, got 'x'\n")
    #expect(!tool.has("new.jsonl"))
  }

  @Test(arguments: [[], ["--sandbox"]])
  func placesOfModulesAreThere(more: [String]) throws {
    for directory in ["nosuch", "s.lua"] {
      let result = try tool.run(
        command: ["run"] + more + [
          "-L", ".", "-L", directory, "s.lua", "in.jsonl", "-o", "o.jsonl",
        ])
      #expect(result.code == 2 && !tool.has("o.jsonl"))
      #expect(
        result.error
          == "error: cannot look for modules in \(directory): there is no such directory\n")
    }
  }

  @Test func standardInputIsReadOnce() throws {
    try tool.write("options = { f = { type = 'file' } } function transform() end", to: "o.lua")
    for inputs in [[], ["-"]] {
      let twice = try tool.run(
        command: ["run", "-D", "f=-", "o.lua"] + inputs, input: Tool.requests(1))
      #expect(twice.code == 2)
      #expect(twice.error.contains("standard input"), "\(twice.error)")
    }
    #expect(try tool.run("-D", "f=-", "o.lua", "in.jsonl").code == 0)
  }

  @Test func types() throws {
    try tool.write("{\"a\":1}\n{\"custom_id\":\"x\"}\n", to: "any.jsonl")
    let detected = try tool.run("-e", "true", "any.jsonl")
    #expect(detected.code == 4)
    #expect(detected.error.contains("neither a request"), "\(detected.error)")
    let json = try tool.run("--type", "json", "-e", "req.b = 2", "any.jsonl")
    #expect(json.output == "{\"a\":1,\"b\":2}\n{\"custom_id\":\"x\",\"b\":2}\n")
    for type in ["BatchRequestInput", "BatchRequestOutput"] {
      let code = "error(batch.type(req), 0)"
      try tool.write("function transform(req) \(code) end", to: "t.lua")
      let result = try tool.run("--type", type, "t.lua", "any.jsonl")
      #expect(result.error.hasPrefix("error: \(type)\n"), "\(result.error)")
    }
    let bad = try tool.run("--type", "Batch", "-e", "true", "any.jsonl")
    #expect(bad.code == 2)
  }

  @Test func typeJSONTakesTables() throws {
    let result = try tool.run("--type", "json", "-e", "{ {b = 1}, {a = {1}} }", "in.jsonl")
    #expect(result.output == "{\"b\":1}\n{\"a\":[1]}\n{\"b\":1}\n{\"a\":[1]}\n", "\(result.error)")
  }

  @Test func typeJSONWritesObjectsOnly() throws {
    let result = try tool.run("--type", "json", "-e", "json.array()", "in.jsonl")
    #expect(result.output == "")
  }

  @Test func quiet() throws {
    let code = "body.stream = true batch.log.warn('note')"
    let loud = try tool.run("-e", code, "in.jsonl")
    #expect(loud.error.contains("warning: in.jsonl:1: note"), "\(loud.error)")
    #expect(loud.error.contains("streaming_unsupported"), "\(loud.error)")
    let quiet = try tool.run("--quiet", "--summary", "-e", code, "in.jsonl")
    #expect(quiet.error.hasPrefix("read 2, written 2, "))
    #expect(quiet.error.split(separator: "\n").count == 1, "\(quiet.error)")
    #expect(quiet.output == loud.output)
    #expect(try tool.run("-q", "-e", "error('x')", "in.jsonl").error.hasPrefix("error: x"))
  }

  @Test func rejectedExit() throws {
    for (options, code) in [
      ([], 1), (["--rejected-exit", "1"], 1), (["--rejected-exit", "0"], 0),
    ] {
      let result = try tool.run(
        command: ["run", "--on-error", "skip"] + options + ["-e", "error('x')", "in.jsonl"])
      #expect(result.code == Int32(code))
    }
    let bad = try tool.run("--rejected-exit", "2", "-e", "true", "in.jsonl")
    #expect(bad.code == 2)
    #expect(bad.error.hasPrefix("error: --rejected-exit takes 0 or 1, got 2\n"))
  }

  @Test func summaryOfWriters() throws {
    let code = "local w = batch.writer('w.jsonl') function transform(r) w:write(r) return false end"
    try tool.write(code, to: "w.lua")
    let result = try tool.run("--summary", "w.lua", "in.jsonl")
    #expect(
      result.error.hasPrefix("read 2, written 0 and 2 to 1 file of the script, dropped 2, "),
      "\(result.error)")
  }

  @Test func summary() throws {
    let result = try tool.run("--summary", "-e", "req.custom_id == 'r1'", "in.jsonl")
    let size = Tool.requests(2).utf8.count
    #expect(
      result.error.hasPrefix(
        "read 2, written 1, dropped 1, rejected 0; \(size) bytes in, \(size / 2) out; "),
      "\(result.error)")
    #expect(result.error.contains("records/s"))
  }

  @Test func version() throws {
    let result = try tool.run(command: ["--version"])
    #expect(result.code == 0)
    #expect(result.output.contains("(Lua 5.4."), "\(result.output)")
    #expect(result.output.contains("simdjson "))
    #expect(try tool.run("--version").output == result.output)
  }

  @Test(arguments: [["--help"], ["run", "--help"], ["help", "run"]])
  func help(arguments: [String]) throws {
    let result = try tool.run(command: arguments)
    #expect(result.code == 0)
    #expect(result.output.contains("batchlua run swap-model.lua in.jsonl"))
    #expect(result.error == "")
  }

  @Test(arguments: [
    [], ["--nonsense", "s.lua"], ["--on-error", "stop", "s.lua"], ["--profile", "x", "s.lua"],
    ["--max-errors", "0", "s.lua"], ["--max-errors", "x", "s.lua"],
    ["--on-error", "quarantine", "s.lua"], ["-o"],
  ])
  func usage(arguments: [String]) throws {
    let result = try tool.run(command: ["run"] + arguments, input: Tool.requests(1))
    #expect(result.code == 2)
    #expect(result.output == "")
    #expect(result.error.lowercased().contains("error:"), "\(result.error)")
  }
}
