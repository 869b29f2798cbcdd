import Foundation
import Glibc
import Testing

/// `batchlua validate --fix`, `split` and `stats --html` that are ended from outside, at any moment.
struct FileCommandsKillTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2000) + Tool.requests(1000), to: "in.jsonl")
  }

  private func reset(_ outputs: [String]) throws {
    for name in tool.names where name != "in.jsonl" { unlink(tool.path(name)) }
    for name in outputs { try tool.write("old\n", to: name) }
  }

  /// Each output is the old one or the whole new one, all are alike, and nothing else is left but
  /// after SIGKILL.
  @Test(arguments: [
    (
      ["validate", "-q", "--fix", "in.jsonl", "-o", "new.jsonl", "--map", "map.jsonl"],
      ["new.jsonl", "map.jsonl"]
    ),
    (
      ["split", "--max-requests", "1000", "in.jsonl", "-o", "p{part}.jsonl"],
      ["p1.jsonl", "p2.jsonl", "p3.jsonl"]
    ),
    (["stats", "in.jsonl", "--html", "page.html"], ["page.html"]),
  ])
  func outputsAreOldOrWhole(command: [String], outputs: [String]) throws {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    func start() throws -> RunningTool {
      try tool.start(command, input: null, output: null, error: null)
    }
    try reset(outputs)
    let begin = ContinuousClock.now
    #expect(try start().wait().code == 0)
    let time = begin.duration(to: .now) / .microseconds(1)
    let whole = try outputs.map { try tool.read($0) }
    #expect(whole.allSatisfy { $0 != "old\n" && !$0.isEmpty })
    for number in 0..<16 {
      try reset(outputs)
      let run = try start()
      usleep(UInt32(1.05 * time * Double(number) / 15))
      let signal = [SIGINT, SIGTERM, SIGHUP, SIGKILL][number % 4]
      kill(run.pid, signal)
      _ = run.wait()
      let found = try outputs.map { try tool.read($0) }
      #expect(found == whole || found == outputs.map { _ in "old\n" } || signal == SIGKILL)
      for (index, text) in found.enumerated() { #expect(text == whole[index] || text == "old\n") }
      if signal != SIGKILL { #expect(Set(tool.names) == Set(outputs + ["in.jsonl"])) }
    }
  }
}
