import Foundation
import Testing

/// Runs the program with one system call that fails, or at which a signal comes, by strace.
struct FaultInjection {
  let tool: Tool
  let scenario: FaultScenario

  static let isPossible: Bool = {
    guard let tool = try? Tool() else { return false }
    return withExtendedLifetime(tool) {
      (try? tool.run(
        command: ["--version"],
        through: ["strace", "-f", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:when=1"]))?
        .code == 0
    }
  }()

  /// What is done to a system call.
  enum Fault: CustomStringConvertible {
    case error(String)
    case signal(String)

    var description: String {
      switch self {
      case .error(let name): "error=\(name)"
      case .signal(let name): "signal=\(name)"
      }
    }
  }

  init(_ scenario: FaultScenario) throws {
    self.scenario = scenario
    tool = try Tool()
  }

  /// How often each system call is made before the program begins to work, and in all: by the
  /// thread that makes it most often, as strace counts.
  func calls() throws -> [String: Range<Int>] {
    try scenario.prepare(tool)
    let result = try tool.run(
      command: scenario.arguments, through: ["strace", "-f", "-o", tool.path(".of-trace")])
    try #require(result.code == scenario.code, "\(result.error)")
    var counts: [String: [Substring: Int]] = [:]
    var starts: [String: Int] = [:]
    for line in try tool.read(".of-trace").split(separator: "\n") {
      // PID NAME(ARGUMENTS) = RESULT
      let process = line.prefix(while: \.isNumber)
      let call = line.dropFirst(process.count).drop { $0 == " " }
      let name = call.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard !name.isEmpty, call.dropFirst(name.count).first == "(" else { continue }
      // The first thing that the program does by itself.
      if starts.isEmpty && call.hasPrefix("fcntl(0, F_GETFD)") {
        starts = counts.mapValues { $0.values.max() ?? 0 }
        starts["fcntl", default: 0] += 0
      }
      counts[String(name), default: [:]][process, default: 0] += 1
    }
    try #require(!starts.isEmpty)
    return counts.reduce(into: [:]) { ranges, entry in
      let start = starts[entry.key] ?? 0
      ranges[entry.key] = start..<max(start, entry.value.values.max() ?? 0)
    }
  }

  /// Lets the `number`th call fail, counted from 1, and checks what must be so then.
  func inject(_ fault: Fault, at call: String, _ number: Int) throws {
    try scenario.prepare(tool)
    let result = try tool.run(
      command: scenario.arguments, timeout: 30,
      through: [
        "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)",
        "-e", "inject=\(call):\(fault):when=\(number)",
      ])
    let what: Comment = "\(scenario.name): \(call), \(number), \(fault): \(Self.end(of: result))"
    check(result, fault, call, what)
    let found = try scenario.contents(tool)
    let left = tool.names.filter { !scenario.names.contains($0) }
    if result.signal != nil {
      // While files are put in their places, nobody can put that right.
      for (index, file) in found.enumerated() {
        #expect(file == scenario.old[index] || file == scenario.new[index], what)
      }
      #expect(left.allSatisfy { $0.contains(".batchlua-") }, what)
      return
    }
    #expect(found == scenario.old || found == scenario.new, what)
    if result.code == scenario.code { #expect(found == scenario.new, what) }
    #expect(left.allSatisfy { result.error.contains("\($0) is left: ") }, what)
  }

  private func check(_ result: Tool.Result, _ fault: Fault, _ call: String, _ what: Comment) {
    switch fault {
    case .error:
      let isMemory = ["mmap", "mprotect", "brk", "munmap", "mremap"].contains(call)
      #expect((0...4).contains(result.code ?? -1) || isMemory, what)
      // What goes wrong is said, but where it is the message that cannot be written.
      if let code = result.code, code != scenario.code, call != "write" {
        #expect(result.error.contains("error: "), what)
      }
    case .signal(let name):
      let number = FaultScenario.number(ofSignal: name)
      // Before the program has begun, and after faults, it ends by the signal itself.
      let isEnded =
        result.signal == number || result.code == 128 + number || result.code == scenario.code
      // It may have come to the child.
      #expect(isEnded || result.code == 4 && scenario.name == "sandbox", what)
    }
  }

  private static func end(of result: Tool.Result) -> String {
    "code \(result.code ?? -1), signal \(result.signal ?? 0), \(result.error.prefix(300))"
  }
}
