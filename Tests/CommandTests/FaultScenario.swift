import Foundation
import Glibc

/// A small run, or another command, that touches much of the system, for faults to be put into.
struct FaultScenario: CustomStringConvertible, Sendable {
  let name: String
  let arguments: [String]
  /// How it ends when nothing fails.
  let code: Int32
  /// The files that it writes, with what is in them before; nil where there is none.
  private let outputs: [(name: String, old: String?)]
  /// What is in them afterwards, taken from a run without faults.
  let new: [Data?]
  /// Whether it is one of those that are always tried.
  let isSelected: Bool

  var description: String { name }
  var old: [Data?] { outputs.map { $0.old.map { Data($0.utf8) } } }
  var names: [String] { outputs.map(\.name) + ["in.jsonl", "s.lua", "results.jsonl"] }

  private init(
    _ name: String, of command: String = "run", _ arguments: [String], code: Int32 = 0,
    _ outputs: [(name: String, old: String?)], isSelected: Bool = false
  ) throws {
    (self.name, self.code, self.outputs, self.isSelected) = (name, code, outputs, isSelected)
    self.arguments = [command] + arguments
    let tool = try Tool()
    try Self.prepare(tool, outputs)
    _ = try tool.run(command: self.arguments)
    new = Self.contents(tool, outputs)
  }

  func prepare(_ tool: Tool) throws { try Self.prepare(tool, outputs) }

  func contents(_ tool: Tool) throws -> [Data?] { Self.contents(tool, outputs) }

  private static func prepare(
    _ tool: Tool, _ outputs: [(name: String, old: String?)]
  ) throws {
    try? FileManager.default.removeItem(atPath: tool.path("d"))
    for name in tool.names { unlink(tool.path(name)) }
    try tool.write(Tool.requests(20), to: "in.jsonl")
    try tool.write(script, to: "s.lua")
    try tool.write(results, to: "results.jsonl")
    for case (let name, let old?) in outputs { try tool.write(old, to: name) }
  }

  private static func contents(_ tool: Tool, _ outputs: [(name: String, old: String?)]) -> [Data?] {
    outputs.map { try? Data(contentsOf: URL(filePath: tool.path($0.name))) }
  }

  /// Fails on each tenth record.
  private static let script = """
    stateless = true
    if args.copies then
      copies = batch.writer("copy-{part}.jsonl.gz", { max_requests = 10, type = "json" })
    end
    function transform(r)
      if copies then copies:write(r) end
      if r.index % 10 == 0 then error("no") end
      r.body.model = "new"
    end
    """

  /// Of every other request, and one that is no result.
  private static let results =
    (1...10).map { number in
      #"{"custom_id":"r\#(2 * number)","response":{"status_code":\#(number % 2 == 0 ? 200 : 500),"#
        + #""body":{"choices":[{"message":{"content":"a"}}]}},"error":null}"# + "\n"
    }.joined() + "{}\n"

  static let all: [FaultScenario] = {
    let rejects = ["-q", "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", "in.jsonl"]
    let bad = [("bad.jsonl", nil as String?), ("bad.jsonl.errors.jsonl", "old\n")]
    let tools = [
      "-q", "--on-error", "quarantine", "--rejects", "bad.jsonl", "-o", "out.jsonl",
    ]
    do {
      return [
        try FaultScenario(
          "new", ["-e", "body.model = 'new'", "in.jsonl", "-o", "out.jsonl"], [("out.jsonl", nil)],
          isSelected: true),
        try FaultScenario(
          "replaced", ["-e", "body.model = 'new'", "in.jsonl", "-o", "out.jsonl"],
          [("out.jsonl", "old\n")], isSelected: true),
        try FaultScenario(
          "several", rejects + ["-D", "copies=1", "-o", "out.jsonl"], code: 1,
          [("out.jsonl", "old\n"), ("copy-1.jsonl.gz", "old\n"), ("copy-2.jsonl.gz", nil)] + bad,
          isSelected: true),
        try FaultScenario(
          "jobs", rejects + ["--jobs", "2", "-o", "out.jsonl"], code: 1,
          [("out.jsonl", "old\n")] + bad),
        try FaultScenario(
          "sandbox", rejects + ["--sandbox", "-o", "out.jsonl"], code: 1,
          [("out.jsonl", "old\n")] + bad),
        try FaultScenario(
          "timeout", ["--timeout", "20", "-e", "true", "in.jsonl", "-o", "out.jsonl"],
          [("out.jsonl", nil)]),
        try FaultScenario(
          "retry", of: "retry", ["in.jsonl", "--results", "results.jsonl"] + tools, code: 1,
          [("out.jsonl", "old\n")] + bad),
        try FaultScenario(
          "join", of: "join", ["in.jsonl", "--results", "results.jsonl"] + tools, code: 1,
          [("out.jsonl", "old\n")] + bad, isSelected: true),
        try FaultScenario(
          "merge", of: "merge", ["--ids", "suffix", "in.jsonl", "in.jsonl"] + tools,
          [("out.jsonl", "old\n"), bad[0], bad[1]]),
        try FaultScenario(
          "merge of results", of: "merge", ["results.jsonl", "results.jsonl"] + tools, code: 1,
          [("out.jsonl", "old\n")] + bad),
        try FaultScenario(
          "diff", of: "diff", ["-q", "in.jsonl", "results.jsonl", "-o", "out.jsonl"], code: 1,
          [("out.jsonl", "old\n")]),
      ]
    } catch {
      fatalError("\(error)")
    }
  }()

  static func number(ofSignal name: String) -> Int32 {
    let numbers = [
      "SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGQUIT": SIGQUIT, "SIGTERM": SIGTERM,
      "SIGALRM": SIGALRM, "SIGVTALRM": SIGVTALRM, "SIGPROF": SIGPROF, "SIGUSR1": SIGUSR1,
      "SIGUSR2": SIGUSR2, "SIGIO": SIGIO, "SIGPWR": SIGPWR, "SIGSTKFLT": SIGSTKFLT,
      "SIGXCPU": SIGXCPU, "SIGKILL": SIGKILL, "SIGSEGV": SIGSEGV, "SIGBUS": SIGBUS,
      "SIGABRT": SIGABRT,
    ]
    return numbers[name] ?? 0
  }
}
