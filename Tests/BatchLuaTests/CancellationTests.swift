import BatchLua
import Foundation
import Glibc
import Synchronization
import Testing

/// A cancelled run ends wherever it waits, and leaves nothing behind that waits on.
@Suite struct CancellationTests {
  private let scratch: Scratch
  private let pipe: String

  init() throws {
    scratch = try Scratch()
    pipe = scratch.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
  }

  private func options(_ script: String, _ input: RunInput = .bytes(many)) -> RunOptions {
    var options = RunOptions(script: .source(script), inputs: [input])
    options.recordType = .json
    options.output = .pushing { _ in }
    return options
  }

  private static let many = Array(String(repeating: "{\"n\":1}\n", count: 100_000).utf8)
  private static let nothing = "function transform(r) end"

  /// The pipe's descriptors in this process.
  private var descriptors: Int {
    let folder = "/proc/self/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == pipe
    }
  }

  /// `own` are the descriptors of the pipe that the test has.
  private func check(_ options: RunOptions, own: Int = 0) async throws {
    let run = Run(options)
    let task = Task { try await run.run() }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    let started = ContinuousClock.now
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    #expect(started.duration(to: .now) < .seconds(8))
    for _ in 0..<200 where descriptors > own { try await Task.sleep(for: .milliseconds(20)) }
    #expect(descriptors == own)
  }

  @Test func openingAnInput() async throws {
    try await check(options(Self.nothing, .file(pipe)))
  }

  /// A thread of the run's own reads it, which ends too.
  @Test func readingAnInput() async throws {
    let file = open(pipe, O_RDWR)
    defer { close(file) }
    #expect(write(file, "{}\n{}", 5) == 5)
    try await check(options(Self.nothing, .file(pipe)), own: 1)
  }

  @Test func openingAnOutput() async throws {
    var options = options(Self.nothing)
    options.output = .file(pipe)
    try await check(options)
  }

  @Test func writingAnOutput() async throws {
    let file = open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(file) }
    var options = options(Self.nothing)
    options.output = .file(pipe)
    try await check(options, own: 1)
  }

  @Test func openingAFileOfTheScript() async throws {
    try await check(options("function transform(r) batch.readfile('\(pipe)') end"))
  }

  @Test func readingAFileOfTheScript() async throws {
    let file = open(pipe, O_RDWR)
    defer { close(file) }
    #expect(write(file, "{}\n{}", 5) == 5)
    try await check(
      options("function transform(r) for l in batch.lines('\(pipe)') do end end"), own: 1)
  }

  @Test func theScriptItself() async throws {
    var options = options(Self.nothing)
    options.script = .file(Path(pipe))
    try await check(options)
  }

  // MARK: Functions of the host

  /// They cannot be stopped: the run ends without them.
  @Test func functionsThatWait() async throws {
    let gate = DispatchSemaphore(value: 0)
    var changes: [(inout RunOptions) -> Void] = []
    changes.append { $0.output = .pushing { _ in gate.wait() } }
    changes.append { $0.functions = [ScriptFunction("wait") { () -> Void in gate.wait() }] }
    changes.append {
      $0.inputs = [.bytes(Array("{\n".utf8))]
      $0.onError = .skip
      $0.onReject = { _ in gate.wait() }
    }
    changes.append { $0.inputs = [.pulling { _ in gate.wait() }] }
    for change in changes {
      var options = options("function transform(r) if wait then wait() end end")
      change(&options)
      try await check(options)
    }
    for _ in 0..<100 { gate.signal() }
  }

  /// Nobody takes the pieces, and `body` does not end by itself.
  @Test func aFullQueue() async throws {
    let manyPieces = Array(repeatElement(Self.many, count: 8).joined())
    let run = Run(options(Self.nothing, .bytes(manyPieces)))
    let isEnded = Atomic<Bool>(false)
    let task = Task {
      try await run.withOutput { pieces in
        while !isEnded.load(ordering: .relaxed) { try? await Task.sleep(for: .milliseconds(5)) }
        for try await _ in pieces {}
      }.summary
    }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    isEnded.store(true, ordering: .relaxed)
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
  }

  /// What is too late has no effect: a run that puts its outputs in place is not said to have been
  /// cancelled.
  @Test func eitherAllIsInPlaceOrItWasCancelled() async throws {
    let line = Array("{\"n\":1}\n".utf8)
    for turn in 0..<60 {
      let output = scratch.path("out\(turn)")
      var options = options(Self.nothing, .bytes(line))
      options.output = .file(output)
      let run = Run(options)
      let task = Task { try await run.run() }
      try await Task.sleep(for: .microseconds(turn * 300))
      task.cancel()
      let isDone = (try? await task.value) != nil
      #expect(FileManager.default.fileExists(atPath: output) == isDone, "turn \(turn)")
    }
  }
}
