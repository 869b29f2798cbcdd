import BatchLua
import Foundation
import Testing

/// `--timeout` and `--max-memory`: what they end, what they say, what they leave.
@Suite(.serialized)
struct LimitTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  // MARK: Time

  @Test func aRecordThatTakesTooLong() throws {
    let result = try tool.run(
      "--timeout", "0.2", "-e", "while true do end", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error == """
        error: the script took longer than 0.2 s; --timeout SECONDS gives each call more time
          --> -e:1
           1 | while true do end
          input in.jsonl:1, custom_id "r1"
              {"custom_id":"r1","method":"POST","url":"/v1/chat/completions","body":{"mode…
          nothing was written to out.jsonl (--on-error=skip or quarantine goes on past bad records)

        """)
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func isLikeAnyBadRecord() throws {
    let code = "if req.custom_id == 'r1' then pcall(function() while true do end end) end"
    let result = try tool.run(
      "--timeout", "0.2", "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", code,
      "in.jsonl")
    #expect(result.code == 1)
    #expect(result.output == Tool.request("r2") + "\n")
    #expect(try tool.read("bad.jsonl") == Tool.request("r1") + "\n")
    #expect(try tool.read("bad.jsonl.errors.jsonl").hasPrefix(#"{"code":"timeout","message":"#))
  }

  @Test(arguments: [("", 4), ("function begin() ", 4), ("function finish() ", 4)])
  func otherCalls(head: String, code: Int32) throws {
    let loop = head.isEmpty ? "while true do end" : head + "while true do end end"
    try tool.write("filter = rawequal\n" + loop, to: "s.lua")
    let result = try tool.run("--timeout", "0.2", "s.lua", "-", input: "")
    #expect(result.code == code)
    #expect(result.error.contains("took longer than 0.2 s"))
    #expect(result.error.contains("  --> s.lua:2\n"), "\(result.error)")
  }

  @Test func memoryOfTheTopLevel() throws {
    try tool.write("filter = rawequal\n" + Self.hog, to: "s.lua")
    let result = try tool.run("--max-memory", "20M", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the script needs more than 20 MiB of memory;"))
    #expect(result.error.hasSuffix("  nothing was read\n"), "\(result.error)")
  }

  @Test func helpOfAScriptThatDoesNotEnd() throws {
    try tool.write("while true do end", to: "s.lua")
    let result = try tool.run("--timeout", "0.2", "s.lua", "--help")
    #expect(result.code == 4)
    #expect(result.error.contains("took longer than 0.2 s"))
  }

  @Test func theTimeOfWritingCounts() throws {
    let code = "local t = {1, 1} for i = 1, 30 do t = {t, t} end body.x = t"
    let result = try tool.run("--timeout", "0.2", "-e", code, "in.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the script took longer than 0.2 s;"))
    #expect(result.output == "")
  }

  @Test func theLastResortLeavesNothing() throws {
    let code = """
      local w = batch.writer("new/" .. req.custom_id .. ".jsonl.gz")
      w:write(req)
      if req.custom_id == "r2" then string.rep("x", 20000):find(".-.-.-b") end
      """
    let result = try tool.run(
      "--timeout", "0.2", "--on-error", "skip", "-e", code, "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("  --> -e:3\n"), "\(result.error)")
    #expect(result.error.contains("  input in.jsonl:2\n"), "\(result.error)")
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func aFileThatDoesNotComeIsTooLong() throws {
    #expect(mkfifo(tool.path("pipe"), 0o600) == 0)
    let result = try tool.run(
      "--timeout", "0.2", "-e", "for _ in batch.lines('pipe') do end", "in.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("in work that could not be interrupted"), "\(result.error)")
  }

  // MARK: Memory

  private static let hog = "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"

  @Test(arguments: ["fail", "skip"])
  func aScriptThatTakesTooMuchMemory(policy: String) throws {
    let result = try tool.run(
      "--max-memory", "20M", "--on-error", policy, "-e", "pcall(function()\n\(Self.hog) end)",
      "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix(
        "error: the script needs more than 20 MiB of memory; --max-memory SIZE gives it more\n"
          + "  --> -e:2\n"))
    #expect(result.error.hasSuffix("  nothing was written to out.jsonl\n"))
    #expect(result.memory < 80 << 20)
    #expect(tool.names == ["in.jsonl"])
  }

  /// What scripts put into JSON values counts, though it is not in Lua's memory.
  @Test(arguments: [
    "local s = 'x' while true do s = s .. s body.a = s body.messages[1].content = s end",
    "for i = 1, 1e6 do body['k' .. i] = ('x'):rep(1000) end",
    "for i = 1, 1e7 do body['k' .. i] = i end",
    "body.list = json.decode('[]') for i = 1, 1e6 do body.list:insert(1, ('x'):rep(1000)) end",
    "local t = {} for i = 1, 1e6 do t[i] = json.decode('{}') t[i].s = ('x'):rep(10000) end",
    "local s, t = '[' .. ('1,'):rep(99999) .. '1]', {} for i = 1, 1e6 do t[i] = json.decode(s) end",
    "local s, t = {('x'):rep(99999)}, {} for i = 1, 1e6 do body.a = s t[i] = req:copy() end",
  ])
  func valuesThatTakeTooMuchMemory(code: String) throws {
    let result = try tool.run(
      "--max-memory", "20M", "--on-error", "skip", "-e",
      "pcall(function()\n\(code) end)", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix(
        "error: the script needs more than 20 MiB of memory; --max-memory SIZE gives it more\n"
          + "  --> -e:2\n"), "\(result.error)")
    #expect(result.memory < 100 << 20, "\(result.memory >> 20) MiB")
    #expect(tool.names == ["in.jsonl"])
  }

  /// What nothing reaches any more does not count, nor what has been written.
  @Test(arguments: [
    "for _ = 1, 300 do local v = json.decode('{}') v.s = ('x'):rep(1000000) end",
    "local s = '[' .. ('1,'):rep(99999) .. '1]' for _ = 1, 100 do local v = json.decode(s) end",
    "for i = 1, 3000 do body.user = ('x'):rep(5000) .. i end",
    "for i = 1, 3000 do body['k' .. i] = i body['k' .. i] = nil end",
  ])
  func valuesThatAreGoneTakeNoMemory(code: String) throws {
    let result = try tool.run("--max-memory", "20M", "-e", code, "in.jsonl", "-o", "/dev/null")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 64 << 20, "\(result.memory >> 20) MiB")
  }

  @Test(arguments: [1, 2])
  func valuesOfEarlierRecordsTakeNoMemory(jobs: Int) throws {
    let text = String(repeating: "x", count: 1000)
    let lines = (1...20000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    try tool.write(lines.joined(), to: "many.jsonl")
    try tool.write(
      """
      stateless = true
      function transform(r) r.body.user = r.body.messages[1].content .. ("y"):rep(3000) end
      """, to: "s.lua")
    let result = try tool.run(
      "--max-memory", "40M", "--jobs", "\(jobs)", "s.lua", "many.jsonl", "-o", "/dev/null",
      timeout: 60)
    #expect(result.code == 0, "\(result.error)")
  }

  @Test func linesOfARecordCountTogether() throws {
    let code = """
      body.user = ('x'):rep(100000000)
      for i = 1, 4 do req.custom_id = 'n' .. i batch.emit(req) end
      """
    let result = try tool.run("--profile", "generic", "-e", code, "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error.contains("longer than 256 MiB, the most for all lines of a record together"),
      "\(result.error)")
    #expect(tool.names == ["in.jsonl"])
  }

  /// Texts, and records that are written as they are.
  @Test(arguments: [
    "local s = ('x'):rep(100000000) for i = 1, 3 do batch.emit(s) end",
    "local s = ('x'):rep(100000000) return { s, s, s }",
  ])
  func textsOfARecordCountTogether(code: String) throws {
    for options in [[], ["--sandbox"]] {
      let result = try tool.run(
        command: ["run", "--from", "text", "--to", "text"] + options + ["-e", code, "in.jsonl"])
      #expect(result.code == 4 && result.output.isEmpty)
      #expect(result.error.contains("the most for all lines of a record"), "\(result.error)")
    }
  }

  @Test func recordsThatAreRepeatedCountTogether() throws {
    try tool.write("{\"a\":\"" + String(repeating: "x", count: 1 << 20) + "\"}\n", to: "mb.jsonl")
    let result = try tool.run(
      "--type", "json", "--to", "json", "-e", "for i = 1, 300 do batch.emit(req) end", "mb.jsonl",
      "-o", "out.jsonl")
    #expect(result.code == 4 && !tool.has("out.jsonl"))
    #expect(result.error.contains("the most for all lines of a record"), "\(result.error)")
  }

  @Test func tooLittleForAnyScript() throws {
    let result = try tool.run("--max-memory", "200K", "-e", "true", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("200 KiB of memory are too little for any script"))
  }

  @Test func withoutTheOptionHalfOfTheMachinesMemory() throws {
    let text = try String(contentsOfFile: "/proc/meminfo", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") })
    let kilobytes = try #require(
      line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
    #expect(RunOptions(script: .code(""), inputs: []).maxMemory == kilobytes * 512)
  }

  // MARK: Usage

  @Test(arguments: [
    ["--timeout", "0"], ["--timeout", "-1"], ["--timeout", "soon"], ["--timeout", "nan"],
    ["--max-memory", "lots"], ["--max-memory", "0"], ["--max-memory", "12X"],
  ])
  func usage(options: [String]) throws {
    let result = try tool.run(command: ["run"] + options + ["-e", "true", "in.jsonl"])
    #expect(result.code == 2)
    #expect(result.error.contains(options[0]), "\(result.error)")
  }
}
