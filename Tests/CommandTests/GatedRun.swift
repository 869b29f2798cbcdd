import Foundation
import Glibc
import Testing

/// A run that waits in its first record, its outputs begun and most of its input not read, until
/// it is let go: so that the world can change meanwhile.
struct GatedRun {
  private let tool: Tool
  private let process: RunningTool
  private let gate: Int32

  /// The script keeps each record, and runs `code` before it waits. `arguments` follow it.
  init(
    _ tool: Tool, _ arguments: [String], before code: String = "", through wrapper: [String] = []
  ) throws {
    self.tool = tool
    let name = tool.path(".of-gate")
    mkfifo(name, 0o600)
    let code = "\(code) if req.index == 1 then for _ in batch.lines('.of-gate') do end end"
    let error = open(tool.path(".of-error"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in [error, null] { close(file) } }
    process = try tool.start(
      ["run", "-e", code] + arguments, input: null, output: null, error: error,
      through: wrapper)
    var gate: Int32 = -1
    let end = ContinuousClock.now + .seconds(10)
    while gate < 0 && ContinuousClock.now < end {
      usleep(1000)
      gate = open(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    }
    self.gate = gate
    if gate < 0 { Issue.record("the script was not reached: \(process.wait())") }
  }

  /// Lets it go and waits for its end.
  func finish() throws -> Tool.Result {
    close(gate)
    var result = process.wait()
    result.error = try tool.read(".of-error")
    return result
  }

  var pid: pid_t { process.pid }

  /// Ends it by a signal.
  func kill(_ signal: Int32) -> Tool.Result {
    defer { close(gate) }
    Glibc.kill(pid, signal)
    return process.wait()
  }

  /// Lines that are far more than the tool reads ahead.
  static let manyLines = (0..<400).map { (number) -> String in
    let model = String(repeating: "m", count: 20_000)
    return Tool.request("r\(number)", model: model) + "\n"
  }.joined()
}
