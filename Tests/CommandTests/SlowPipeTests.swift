import Foundation
import Glibc
import Testing

/// Pipes that give and take little at a time, while signals come.
struct SlowPipeTests {
  let tool: Tool
  private let lines = Tool.requests(1500)
  /// F_SETPIPE_SZ of Linux, which Swift does not import.
  private static let setPipeSize: Int32 = 1031

  init() throws { tool = try Tool() }

  /// Runs the script with pipes of one page for standard input and output, and moves a few
  /// bytes now and then. With `isNonBlocking` both ends of the tool are such that do not wait.
  private func piped(_ code: String, isNonBlocking: Bool) throws -> (Tool.Result, String) {
    let (input, output) = (try Tool.pipe(), try Tool.pipe())
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(error) }
    for end in [input[1], output[1]] { #expect(fcntl(end, Self.setPipeSize, 4096) == 4096) }
    for end in [input[0], output[1]] where isNonBlocking { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    for end in [input[1], output[0]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let run = try tool.start(
      ["run", "-e", code], input: input[0], output: output[1], error: error)
    // The end that the tool reads stays open here: no signal when the tool goes early.
    defer { close(input[0]) }
    close(output[1])

    var rest = Array(lines.utf8)[...]
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 3001)
    let signals = [SIGWINCH, SIGSTOP, SIGCONT, SIGCHLD, SIGURG, SIGSTOP, SIGCONT]
    var turn = 0
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end {
      kill(run.pid, signals[turn % signals.count])
      turn += 1
      if !rest.isEmpty {
        let count = rest.prefix(1 + turn * 37 % 4096).withUnsafeBytes {
          write(input[1], $0.baseAddress, $0.count)
        }
        rest = rest.dropFirst(max(0, count))
        if rest.isEmpty { close(input[1]) }
      }
      let count = Glibc.read(output[0], &buffer, 1 + turn * 53 % buffer.count)
      if count == 0 { break }
      received += buffer.prefix(max(0, count))
      usleep(300)
    }
    close(output[0])
    kill(run.pid, SIGCONT)
    var result = run.wait()
    result.error = try tool.read("err")
    return (result, String(decoding: received, as: UTF8.self))
  }

  @Test(arguments: [false, true])
  func unchangedLines(isNonBlocking: Bool) throws {
    let (result, output) = try piped("true", isNonBlocking: isNonBlocking)
    #expect(result.code == 0, "\(result.error)")
    #expect(output == lines)
  }

  @Test func changedLines() throws {
    let (result, output) = try piped("body.model = 'new'", isNonBlocking: true)
    #expect(result.code == 0, "\(result.error)")
    #expect(output == lines.replacing(#""model":"gpt-5""#, with: #""model":"new""#))
  }

  /// A reader that goes away later, as `head` does.
  @Test func readerThatLeaves() throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    let output = try Tool.pipe()
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(error) }
    let run = try tool.start(
      ["run", "-e", "true", "in.jsonl"], input: error, output: output[1], error: error)
    close(output[1])
    var buffer = [UInt8](repeating: 0, count: 100)
    #expect(Glibc.read(output[0], &buffer, 100) == 100)
    close(output[0])
    #expect(run.wait().signal == SIGPIPE)
    #expect(try tool.read("err") == "")
  }
}
