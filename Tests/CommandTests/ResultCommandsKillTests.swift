import Foundation
import Glibc
import Testing

/// `batchlua retry`, `join`, `merge` and `diff` that are ended from outside, at any moment.
struct ResultCommandsKillTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3000) + "{\n", to: "in.jsonl")
    let results = (1...3000).map { number in
      #"{"custom_id":"r\#(number)","response":{"status_code":\#(number % 2 == 0 ? 200 : 500),"#
        + #""body":{"choices":[{"message":{"content":"a"}}]}},"error":null}"# + "\n"
    }
    try tool.write(results.shuffled().joined(), to: "out.jsonl")
  }

  private static let outputs = ["new.jsonl", "bad.jsonl", "bad.jsonl.errors.jsonl"]
  private static let policy = ["-q", "--on-error", "quarantine", "--rejects", "bad.jsonl"]

  private func reset() throws {
    for name in tool.names where name != "in.jsonl" && name != "out.jsonl" {
      unlink(tool.path(name))
    }
    for name in Self.outputs { try tool.write("old\n", to: name) }
  }

  /// Each output is the old one or the whole new one, all are alike, and nothing else is left but
  /// after SIGKILL.
  @Test(arguments: [
    ["retry", "in.jsonl", "--results", "out.jsonl"],
    ["join", "in.jsonl", "--results", "out.jsonl"], ["merge", "in.jsonl"],
  ])
  func outputsAreOldOrWhole(command: [String]) throws {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    func start() throws -> RunningTool {
      try tool.start(
        command + ["-o", "new.jsonl"] + Self.policy, input: null, output: null, error: null)
    }
    try reset()
    let begin = ContinuousClock.now
    #expect(try start().wait().code == 1)
    let time = begin.duration(to: .now) / .microseconds(1)
    let whole = try Self.outputs.map { try tool.read($0) }
    #expect(whole.allSatisfy { $0 != "old\n" })
    for number in 0..<16 {
      try reset()
      let run = try start()
      usleep(UInt32(1.05 * time * Double(number) / 15))
      let signal = [SIGINT, SIGTERM, SIGHUP, SIGKILL][number % 4]
      kill(run.pid, signal)
      _ = run.wait()
      let found = try Self.outputs.map { try tool.read($0) }
      #expect(found == whole || found == Self.outputs.map { _ in "old\n" } || signal == SIGKILL)
      for (index, text) in found.enumerated() { #expect(text == whole[index] || text == "old\n") }
      if signal != SIGKILL {
        #expect(Set(tool.names) == Set(Self.outputs + ["in.jsonl", "out.jsonl"]))
      }
    }
  }
}
