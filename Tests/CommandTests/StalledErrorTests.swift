import Foundation
import Glibc
import Testing

/// Readers of standard error that take their time.
struct StalledErrorTests {
  private let tool: Tool

  init() throws { tool = try Tool() }

  /// What comes out of standard error, read after `pause` seconds; with `flags` of its description.
  private func run(
    _ arguments: [String], pause: UInt32, flags: Int32 = 0
  ) throws -> (text: String, code: Int32?) {
    let error = try Tool.pipe()
    if flags != 0 { _ = fcntl(error[1], F_SETFL, flags) }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let run = try tool.start(["run"] + arguments, input: null, output: null, error: error[1])
    close(error[1])
    usleep(pause)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(error[0], &buffer, buffer.count)
      if count <= 0 { break }
      text += buffer.prefix(count)
      usleep(100)
    }
    close(error[0])
    return (String(decoding: text, as: UTF8.self), run.wait().code)
  }

  @Test(arguments: ["batch.log.info('x' .. ('y'):rep(90))", "print('x' .. ('y'):rep(90))"])
  func noMessageIsLostWithoutBlocking(code: String) throws {
    try tool.write(Tool.requests(3000), to: "in.jsonl")
    let last = " if req.index == 3000 then error('the end', 0) end"
    let (text, exit) = try run(["-e", code + last, "in.jsonl"], pause: 300_000, flags: O_NONBLOCK)
    #expect(exit == 4)
    let lines = text.split(separator: "\n")
    #expect(lines.filter { $0.hasSuffix("xyy" + String(repeating: "y", count: 88)) }.count == 3000)
    #expect(text.contains("\nerror: the end\n  --> -e:1\n"), "\(text.suffix(300))")
  }

  @Test(arguments: [[], ["--sandbox"]], ["batch.log.info", "print"])
  func waitingIsNoTimeOfTheScript(options: [String], say: String) throws {
    try tool.write(Tool.requests(1), to: "in.jsonl")
    let code = "for i = 1, 2000 do \(say)(('y'):rep(90)) end"
    let (text, exit) = try run(
      options + ["--timeout", "0.5", "-e", code, "in.jsonl"], pause: 2_000_000)
    #expect(exit == 0, "\(text.suffix(300))")
    #expect(text.split(separator: "\n").count == 2000)
  }

  /// Nobody waits for a reader that has stopped to read when the run is interrupted.
  @Test func interruptedWhileItWaits() throws {
    try tool.write(Tool.requests(1), to: "in.jsonl")
    let error = try Tool.pipe()
    defer { for end in error { close(end) } }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let run = try tool.start(
      ["run", "-e", "while true do print(('y'):rep(90)) end", "in.jsonl", "-o", "out.jsonl"],
      input: null, output: null, error: error[1])
    usleep(500_000)
    kill(run.pid, SIGINT)
    #expect(run.wait(timeout: 10).code == 130)
    #expect(tool.names == ["in.jsonl"])
  }
}
