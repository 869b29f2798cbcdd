import Foundation
import Glibc
import Testing

/// The exit codes: 0 done, 1 with rejects, 2 usage and files, 3 script, 4 record, 130 interrupted.
struct ExitTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
  }

  @Test func done() throws {
    #expect(try tool.run("-e", "true", "in.jsonl").code == 0)
  }

  @Test(arguments: ["skip", "quarantine"])
  func doneWithRejects(policy: String) throws {
    let result = try tool.run(
      "--on-error", policy, "--rejects", "bad.jsonl", "-e",
      "if req.custom_id == 'r2' then error('no') end", "in.jsonl")
    #expect(result.output == Tool.request("r1") + "\n" + Tool.request("r3") + "\n")
    #expect(result.code == 1)
    #expect(!result.error.hasSuffix("\n\n"))
  }

  @Test func missingInput() throws {
    let result = try tool.run("-e", "true", "in.jsonl", "none.jsonl", "-o", "out.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("cannot open none.jsonl: there is no such file"))
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func directoryAsInput() throws {
    let result = try tool.run("-e", "true", ".")
    #expect(result.code == 2)
    #expect(result.error.contains(". is a directory"), "\(result.error)")
  }

  @Test func missingScript() throws {
    let result = try tool.run("none.lua", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("cannot read the script none.lua: there is no such file"))
  }

  @Test(arguments: [
    ("function transform(r) return end end", "s.lua:1"),
    ("local x = nil\nx.y = 1", "s.lua:2"),
    ("return 42", "expected nothing or a table"),
    ("transform = 5", "'transform' must be a function, got a number"),
    ("-- 1\n\nstateless = 5", "'stateless' takes a boolean, got a number\n  --> s.lua:3"),
    (
      "stateless = true\noptions = { p = 5 }",
      "'options.p' takes a table { default = …, help = … }, "
        + "got a number\n  --> s.lua:2"
    ),
    (
      "local M = {}\n\nM.filter = {}\nreturn M",
      "'filter' must be a function, got a table\n  --> s.lua:3"
    ),
    ("x = 1", "defines neither filter nor transform"),
    ("error('at load')", "at load"),
    ("error({code='c'})", "c"),
    ("require('nothing')", "module 'nothing' not found"),
    ("\u{1B}Lua", "binary chunk"),
  ])
  func scriptThatDoesNotLoad(text: String, part: String) throws {
    try tool.write(text, to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 3)
    #expect(result.error.hasPrefix("error: "), "\(result.error)")
    #expect(result.error.contains(part), "\(result.error)")
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }

  @Test func codeThatDoesNotLoad() throws {
    let result = try tool.run("-e", "body.model =", "in.jsonl")
    #expect(result.code == 3)
    #expect(result.error.contains("-e:1"), "\(result.error)")
  }

  @Test(arguments: [
    "error('x')", "error()", "error({})", "error(setmetatable({}, {__tostring = error}))",
    "return 5", "return 'text'", "return {1}", "return req, 5", "return body", "return print",
    "return {req, {}}", "body.x = print", "req.custom_id = ''", "coroutine.yield()",
  ])
  func record(code: String) throws {
    let result = try tool.run("-e", "do \(code) end", "in.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: "), "\(result.error)")
    #expect(result.error.contains("input in.jsonl:1, custom_id"), "\(result.error)")
    #expect(result.output == "")
  }

  @Test(arguments: ["begin", "finish"])
  func hook(name: String) throws {
    try tool.write("function transform() end function \(name)() error('boom') end", to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: boom\n  --> s.lua:1\n"), "\(result.error)")
    #expect(!tool.has("out.jsonl"))
  }

  @Test(arguments: ["", "x = 1", "return {}"])
  func scriptWithoutFunctions(text: String) throws {
    try tool.write(text, to: "s.lua")
    for arguments in [["s.lua"], ["s.lua", "in.jsonl"]] {
      let result = try tool.run(command: ["run"] + arguments)
      #expect(result.code == 3)
      #expect(result.error.contains("nor begin or finish: there is nothing to do"))
    }
    try tool.write("function begin() end", to: "s.lua")
    #expect(try tool.run("s.lua", "in.jsonl").error.contains("transform, and there is input"))
    #expect(try tool.run("s.lua").code == 0)
  }

  /// Whenever the signal comes, all files are there or none, and the message says which. The main
  /// output is the first that comes to its place. A run may be over before the signal comes, so it
  /// takes several to see one that was interrupted.
  @Test(arguments: ["err", "out.jsonl"])
  func signalAtTheEnd(after name: String) throws {
    let count = 100
    try tool.write(
      """
      local writers = {}
      function begin()
        for i = 1, \(count) do
          writers[i] = batch.writer("o/" .. i, { type = "text" })
          writers[i]:write("new")
        end
        print("ready")
      end
      """, to: "many.lua")
    try FileManager.default.createDirectory(
      atPath: tool.path("o"), withIntermediateDirectories: false)
    var interrupted = 0
    for _ in 1...40 where interrupted < 3 {
      if try endBySignal(after: name, count) { interrupted += 1 }
    }
    #expect(interrupted == 3)
  }

  /// Whether it was interrupted, and did not end well before.
  private func endBySignal(after name: String, _ count: Int) throws -> Bool {
    for i in 1...count { try tool.write("old\n", to: "o/\(i)") }
    for name in ["err", "out.jsonl"] { unlink(tool.path(name)) }
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in [error, null] { close(file) } }
    let process = try tool.start(
      ["run", "many.lua", "-o", "out.jsonl"], input: null, output: null, error: error)
    let end = ContinuousClock.now + .seconds(10)
    while try !tool.read("err").contains("ready") && ContinuousClock.now < end { usleep(500) }
    while access(tool.path(name), F_OK) != 0 && ContinuousClock.now < end {}
    kill(process.pid, SIGTERM)
    let code = process.wait().code
    let message = try tool.read("err")
    #expect(message.hasPrefix("ready\n") && access(tool.path(name), F_OK) == 0)
    let texts = Set(try (1...count).map { try tool.read("o/\($0)") })
    let names = try FileManager.default.contentsOfDirectory(atPath: tool.path("o"))
    #expect(names.count == count)
    #expect(tool.has("out.jsonl") == (texts == ["new\n"]))
    if code == 0 {
      #expect(texts == ["new\n"] && message == "ready\n")
      return false
    }
    #expect(code == 128 + SIGTERM)
    let arePlaced = message.contains("are in place")
    #expect(message.contains("interrupted: ") && texts == [arePlaced ? "new\n" : "old\n"])
    // What is there to be seen is there to stay.
    if name == "out.jsonl" { #expect(arePlaced) }
    return true
  }

  /// Also those that the Swift runtime looks at, which shows a trace for them.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM, SIGXCPU])
  func signals(number: Int32) throws {
    try tool.write("old\n", to: "out.jsonl")
    let ends = try Tool.pipe()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in ends + [null] { close(file) } }
    let process = try tool.start(
      ["run", "-e", "true", "-o", "out.jsonl", "-"], input: ends[0], output: null, error: null,
      through: ["/usr/bin/env", "SWIFT_BACKTRACE=enable=yes"])
    // Its output is open, with a name or without one.
    let files = "/proc/\(process.pid)/fd"
    func isOpen() -> Bool {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: files)) ?? []
      return all.contains { file in
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\(file)")
        return path?.hasPrefix(tool.folder.path) == true
      }
    }
    let end = ContinuousClock.now + .seconds(10)
    while !isOpen() && ContinuousClock.now < end { usleep(2000) }
    #expect(isOpen())
    usleep(50_000)
    kill(process.pid, number)
    #expect(process.wait().code == 128 + number)
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
    #expect(try tool.read("out.jsonl") == "old\n")
  }

}
