import Foundation
import Glibc
import Testing

/// `--sandbox`: the same results, no way out, and a child whose death is an error.
@Suite(.serialized)
struct SandboxTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
  }

  // MARK: What works

  @Test(arguments: [
    "body.seed = 7", "req.custom_id ~= 'r2'", "batch.emit(req) batch.log.info('x')",
  ])
  func likeAPlainRun(code: String) throws {
    let plain = try tool.run("-e", code, "in.jsonl", "-o", "plain.jsonl")
    let sealed = try tool.run("--sandbox", "-e", code, "in.jsonl", "-o", "sealed.jsonl")
    #expect(plain.code == 0)
    #expect(sealed.code == 0, "\(sealed.error)")
    #expect(sealed.error == plain.error)
    #expect(try tool.read("sealed.jsonl") == tool.read("plain.jsonl"))
    #expect(tool.names == ["in.jsonl", "plain.jsonl", "sealed.jsonl"])
  }

  @Test func standardStreams() throws {
    let result = try tool.run("--sandbox", "-e", "true", "-", input: Tool.requests(5000))
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Tool.requests(5000))
  }

  @Test func severalStates() throws {
    try tool.write(Tool.requests(5000), to: "many.jsonl")
    try tool.write(
      "stateless = true function transform(r) r.body.n = #require 'mod' end", to: "s.lua")
    try tool.write("return 'text'", to: "mod.lua")
    let result = try tool.run("--sandbox", "--jobs", "3", "s.lua", "many.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.run("s.lua", "many.jsonl").output == result.output)
    #expect(result.output.split(separator: "\n").count == 5000)
  }

  @Test(arguments: ["gz", "zst"])
  func packedFilesAndSeveralInputs(suffix: String) throws {
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", "more.jsonl.\(suffix)").code == 0)
    let code = "req.custom_id = req.file .. req.line"
    let result = try tool.run(
      "--sandbox", "-e", code, "in.jsonl", "more.jsonl.\(suffix)", "-o", "out.jsonl.\(suffix)")
    #expect(result.code == 0, "\(result.error)")
    let read = try tool.run("-e", "true", "out.jsonl.\(suffix)")
    #expect(
      read.output.split(separator: "\n").map { $0.prefix(30).dropFirst(14).prefix { $0 != "\"" } }
        == ["in.jsonl1", "in.jsonl2", "in.jsonl3"]
        + (1...3).map { Substring("more.jsonl.\(suffix)\($0)".prefix(16)) })
  }

  @Test func quarantine() throws {
    let result = try tool.run(
      "--sandbox", "--on-error", "quarantine", "--rejects", "bad.jsonl", "--summary", "-e",
      "if req.line == 2 then error('no') end", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 1)
    #expect(try tool.read("out.jsonl") == Tool.request("r1") + "\n" + Tool.request("r3") + "\n")
    #expect(try tool.read("bad.jsonl") == Tool.request("r2") + "\n")
    #expect(try tool.read("bad.jsonl.errors.jsonl").hasPrefix(#"{"code":"script_error""#))
    #expect(result.error.contains("\nread 3, written 2, dropped 0, rejected 1; "))
  }

  @Test func modulesBesideTheScript() throws {
    try FileManager.default.createDirectory(
      atPath: tool.path("lib"), withIntermediateDirectories: false)
    try tool.write("return { fail = function() error('deep') end }", to: "mod.lua")
    try tool.write("return 'later'", to: "lib/late.lua")
    try tool.write(
      """
      local m = require "mod"
      function transform(r) print(require "late") m.fail() end
      """, to: "s.lua")
    let result = try tool.run("--sandbox", "-L", "lib", "s.lua", "in.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix(
        """
        later\tlib/late.lua
        error: deep
          --> ./mod.lua:1
           1 | return { fail = function() error('deep') end }
          input in.jsonl:1, custom_id "r1"
        """), "\(result.error)")
  }

  @Test func messagesKeepTheirPlaceAmongPrints() throws {
    let code = "for i = 1, 50 do print(i) batch.log.info('%d', i) end"
    let result = try tool.run("--sandbox", "-e", code, "-", input: Tool.requests(1))
    let lines = (1...50).flatMap { ["\($0)", "info: standard input:1: \($0)"] }
    #expect(result.error == lines.joined(separator: "\n") + "\n")
  }

  @Test func helpRunsTheScriptSealed() throws {
    try tool.write(
      "options = { a = { default = os.getenv('PATH') or 'none', help = 'an option' } }", to: "s.lua"
    )
    let result = try tool.run("--sandbox", "s.lua", "--help")
    #expect(result.code == 0, "\(result.error)")
    let last = "  -D a=STRING             an option (string, default: none)\n"
    #expect(result.output.hasSuffix(last))
  }

  // MARK: What does not

  @Test func environmentIsEmpty() throws {
    let code = "do print(os.getenv('PATH'), os.getenv('LC_ALL')) end"
    #expect(try tool.run("-e", code, "in.jsonl").error.hasPrefix("/usr/bin:/bin\tC.UTF-8\n"))
    #expect(try tool.run("--sandbox", "-e", code, "in.jsonl").error.hasPrefix("nil\tnil\n"))
  }

  @Test(arguments: [
    "batch.readfile('in.jsonl')", "batch.lines('in.jsonl')", "batch.csv('/etc/passwd')",
    "batch.reader('in.jsonl')", "batch.writer('new.jsonl')", "batch.writer('/dev/stdout')",
  ])
  func files(code: String) throws {
    let result = try tool.run("--sandbox", "-e", "local _ = \(code)", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    let name = code.prefix { $0 != "(" }
    #expect(
      result.error.hasPrefix("error: \(name): a script in a sandbox opens no files (--sandbox)"),
      "\(result.error)")
    #expect(tool.names == ["in.jsonl"])
  }

  @Test(arguments: ["none.jsonl", "."])
  func inputsThatCannotBeOpened(name: String) throws {
    let result = try tool.run("--sandbox", "-e", "true", name, "-o", "out.jsonl")
    #expect(result.code == 2)
    #expect(try tool.run("-e", "true", name, "-o", "out.jsonl").error == result.error)
    #expect(tool.names == ["in.jsonl"])
  }

  @Test(arguments: [
    ("x = 1", Int32(3)), ("error('x')", 3), ("function transform() error() end", 4),
  ])
  func scriptErrors(text: String, code: Int32) throws {
    try tool.write(text, to: "s.lua")
    let result = try tool.run("--sandbox", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == code)
    #expect(try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl").error == result.error)
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }

  @Test(arguments: ["while true do end", "string.rep('x', 20000):find('.-.-.-b')"])
  func limitsOfTime(code: String) throws {
    let options = ["--timeout", "0.2", "-e", code, "in.jsonl", "-o", "out.jsonl"]
    let result = try tool.run(command: ["run", "--sandbox"] + options)
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the script took longer than 0.2 s"), "\(result.error)")
    #expect(try tool.run(command: ["run"] + options).error == result.error)
    #expect(tool.names == ["in.jsonl"])
  }

  // MARK: The child

  /// A run that waits for input, its output begun, and its child; then whatever `body` does.
  private func whileWaiting(
    _ body: (_ run: RunningTool, _ child: pid_t) throws -> Void
  ) throws -> (result: Tool.Result, child: pid_t) {
    try tool.write("old\n", to: "out.jsonl")
    let ends = try Tool.pipe()
    let error = open(tool.path("err"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { for file in ends + [error] { close(file) } }
    let run = try tool.start(
      ["run", "--sandbox", "-e", "true", "-", "-o", "out.jsonl"], input: ends[0], output: error,
      error: error)
    var child: pid_t?
    let end = ContinuousClock.now + .seconds(10)
    while child == nil && ContinuousClock.now < end {
      usleep(2000)
      // The seal is set when threads have started.
      child = Self.children(of: run.pid).first { Self.threads(of: $0) == 3 }
    }
    let found = try #require(child)
    try body(run, found)
    var result = run.wait()
    result.error = try tool.read("err")
    return (result, found)
  }

  private static func status(_ process: String, _ field: String) -> String? {
    let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    return text?.split(separator: "\n").first { $0.hasPrefix(field + ":") }
      .map { $0.dropFirst(field.count + 1).trimmingCharacters(in: .whitespaces) }
  }

  private static func children(of process: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { status("\($0)", "PPid") == "\(process)" }
  }

  private static func threads(of process: pid_t) -> Int {
    status("\(process)", "Threads").flatMap { Int($0) } ?? 0
  }

  @Test func isSealedFromOutside() throws {
    let (result, _) = try whileWaiting { run, child in
      #expect(Self.status("\(run.pid)", "Seccomp") == "0")
      let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child)/task")
      #expect(threads.count == 3)
      for thread in threads {
        #expect(Self.status("\(child)/task/\(thread)", "NoNewPrivs") == "1")
        #expect(Self.status("\(child)/task/\(thread)", "Seccomp") == "2")
      }
      let limits = try String(contentsOfFile: "/proc/\(child)/limits", encoding: .utf8)
      for (name, value) in [("Max open files", "1"), ("Max core file size", "0")] {
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix(name) })
        #expect(line.split(whereSeparator: \.isWhitespace).contains { $0 == value }, "\(line)")
      }
      for name in ["Max cpu time", "Max file size", "Max data size"] {
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix(name) })
        #expect(!line.contains("unlimited"), "\(line)")
      }
      kill(run.pid, SIGTERM)
    }
    #expect(result.code == 128 + SIGTERM)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGKILL])
  func itsDeathIsAnError(number: Int32) throws {
    let (result, child) = try whileWaiting { _, child in kill(child, number) }
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix("error: the sandboxed process was ended by signal \(number) ("),
      "\(result.error)")
    #expect(result.error.hasSuffix("\n  nothing was written to out.jsonl\n"))
    #expect(try tool.read("out.jsonl") == "old\n")
    #expect(tool.names == ["err", "in.jsonl", "out.jsonl"])
    #expect(kill(child, 0) != 0)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func itEndsWithItsParent(number: Int32) throws {
    let (result, child) = try whileWaiting { run, child in
      kill(child, number)
      usleep(20_000)
      #expect(Self.threads(of: child) == 3)
      kill(run.pid, number)
    }
    #expect(result.code == 128 + number)
    #expect(result.error == "\ninterrupted: outputs are as they were before the run\n")
    #expect(tool.names == ["err", "in.jsonl", "out.jsonl"])
    try expectGone(child)
  }

  @Test func itEndsWhenItsParentIsKilled() throws {
    let (result, child) = try whileWaiting { run, _ in kill(run.pid, SIGKILL) }
    #expect(result.signal == SIGKILL)
    try expectGone(child)
    #expect(try tool.read("out.jsonl") == "old\n")
  }

  /// It may be a zombie where nothing reaps orphans.
  private func expectGone(_ child: pid_t) throws {
    let end = ContinuousClock.now + .seconds(10)
    while let state = Self.status("\(child)", "State"), !state.hasPrefix("Z") {
      try #require(ContinuousClock.now < end, "\(state)")
      usleep(2000)
    }
  }
}
