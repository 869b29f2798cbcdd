import Foundation
import Glibc
import Testing

/// Two runs at once that name the same files.
struct TwoRunsTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(
      """
      function begin() print("ready") end
      function transform(r) if args.bad then batch.reject("no") end end
      """, to: "s.lua")
  }

  /// Starts a run over standard input, has `body` do something when its outputs are open, and ends
  /// its input.
  private func run(
    _ arguments: [String], while body: () throws -> Void
  ) throws -> (code: Int32?, error: String) {
    let (input, error) = (try Tool.pipe(), try Tool.pipe())
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let run = try tool.start(
      ["run"] + arguments + ["s.lua", "-"], input: input[0], output: null, error: error[1])
    for end in [input[0], error[1]] { close(end) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    func readOn() -> Bool {
      let count = read(error[0], &buffer, buffer.count)
      text += buffer.prefix(max(0, count))
      return count > 0
    }
    while !text.starts(with: Array("ready\n".utf8)), readOn() {}
    try body()
    let line = Array((Tool.request("late") + "\n").utf8)
    #expect(write(input[1], line, line.count) == line.count)
    close(input[1])
    while readOn() {}
    close(error[0])
    return (run.wait().code, String(decoding: text, as: UTF8.self))
  }

  @Test(arguments: [[], ["--sandbox"]], [nil, "old\n"])
  func sameOutput(options: [String], old: String?) throws {
    if let old { try tool.write(old, to: "out.jsonl") }
    let late = try run(options + ["-o", "out.jsonl"]) {
      let first = try tool.run("s.lua", "-", "-o", "out.jsonl", input: Tool.requests(1))
      #expect(first.code == 0, "\(first.error)")
    }
    #expect(late.code == 2)
    #expect(
      late.error.contains("error: another program has written out.jsonl since this run began"),
      "\(late.error)")
    #expect(try tool.read("out.jsonl") == Tool.requests(1))
    #expect(tool.names == ["out.jsonl", "s.lua"])
  }

  /// Then no other file of the later run is in place either.
  @Test(arguments: [[], ["--sandbox"]]) func sameRejects(options: [String]) throws {
    let late = try run(
      options + ["-D", "bad=1", "--rejects", "bad.jsonl", "-o", "late.jsonl"]
    ) {
      let first = try tool.run(
        "-D", "bad=1", "--rejects", "bad.jsonl", "s.lua", "-", input: Tool.requests(1))
      #expect(first.code == 1, "\(first.error)")
    }
    #expect(late.code == 2)
    #expect(late.error.contains("has written bad.jsonl"), "\(late.error)")
    #expect(try tool.read("bad.jsonl") == Tool.requests(1))
    #expect(tool.names == ["bad.jsonl", "bad.jsonl.errors.jsonl", "s.lua"])
  }

  @Test func oneAfterTheOtherReplaces() throws {
    for count in 1...2 {
      let result = try tool.run(
        "-D", "bad=1", "--rejects", "bad.jsonl", "s.lua", "-", "-o", "out.jsonl",
        input: Tool.requests(count))
      #expect(result.code == 1, "\(result.error)")
      #expect(try tool.read("bad.jsonl") == Tool.requests(count))
    }
  }

  @Test func whatIsGoneMayBeWritten() throws {
    try tool.write("old", to: "out.jsonl")
    let late = try run(["-o", "out.jsonl"]) {
      try FileManager.default.removeItem(atPath: tool.path("out.jsonl"))
    }
    #expect(late.code == 0, "\(late.error)")
    #expect(try tool.read("out.jsonl") == Tool.request("late") + "\n")
  }
}
