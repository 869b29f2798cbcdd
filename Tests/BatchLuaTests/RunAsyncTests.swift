import BatchLua
import BatchModel
import Foundation
import Glibc
import Synchronization
import Testing

/// Runs that suspend a task, and that are cancelled with it.
@Suite struct RunAsyncTests {
  private static func lines(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { Array(#"{"n":\#($0)}"#.utf8) + [0x0A] }
  }

  private func options(
    _ script: String, _ input: RunInput = .bytes(lines(20_000))
  ) -> RunOptions {
    var options = RunOptions(script: .source(script), inputs: [input])
    options.output = .pushing { _ in }
    options.recordType = .json
    return options
  }

  @Test func itEndsAsAnyOther() async throws {
    var options = options("function transform(r) r.n = r.n + 1 end function finish() return 7 end")
    let collected = Collected()
    options.output = .pushing { collected.append($0) }
    let summary = try await Run(options).run()
    #expect(summary.read == 20_000 && summary.written == 20_000 && summary.result == 7)
    #expect(collected.text.hasPrefix(#"{"n":1}"# + "\n") && collected.all.last?.last == 0x0A)
    let error = await #expect(throws: RunError.self) {
      try await Run(self.options("function transform(r) r.n = r.n .. {} end")).run()
    }
    #expect(error?.kind == .record && error?.record?.error.line == 1)
  }

  /// More at a time than the cooperative pool has threads, and other tasks go on meanwhile.
  @Test func severalAtOnce() async throws {
    let count = 3 * ProcessInfo.processInfo.activeProcessorCount
    let gate = DispatchSemaphore(value: 0)
    var options = options("function transform(r) wait() batch.stop() end")
    options.functions = [ScriptFunction("wait") { () -> Void in gate.wait() }]
    let (waiting, run) = (options, Run(options))
    _ = waiting
    try await withThrowingTaskGroup { group in
      for _ in 0..<count { group.addTask { try await run.run().read } }
      // A task that gets its turn though all of them wait.
      try await Task.sleep(for: .milliseconds(50))
      for _ in 0..<count { gate.signal() }
      for try await read in group { #expect(read == 1) }
    }
  }

  @Test(arguments: [
    "while true do end",
    "function transform(r) while true do end end",
    "function transform(r) pcall(function() while true do end end) end",
    "function begin() while true do end end function transform(r) end",
    "function transform(r) end function finish() while true do end end",
    "function transform(r) wait() end",
  ])
  func aCancelledTaskEndsTheRun(script: String) async throws {
    let scratch = try Scratch()
    var options = options(script)
    options.output = .file(scratch.place("out.jsonl"))
    options.onError = .skip
    let isThere = Atomic<Bool>(false)
    options.functions = [
      ScriptFunction("wait") { () -> Void in
        isThere.store(true, ordering: .relaxed)
        usleep(1000)
      }
    ]
    let run = Run(options)
    let task = Task { try await run.run() }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    let started = ContinuousClock.now
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    #expect(started.duration(to: .now) < .seconds(5))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == [])
  }

  @Test func aTaskThatIsCancelledBefore() async throws {
    let run = Run(options("function transform(r) end"))
    let task = Task {
      try? await Task.sleep(for: .seconds(100))
      return try await run.run()
    }
    task.cancel()
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
  }

  /// A run that waits for input hears of it too.
  @Test func aWaitForInputIsCancelled() async throws {
    let (pieces, continuation) = AsyncStream<[UInt8]>.makeStream()
    continuation.yield(Array("{\"n\":1}\n".utf8))
    let run = Run(options("function transform(r) end", .stream(pieces)))
    let task = Task { try await run.run() }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    continuation.finish()
  }

  private func expectCancelled(
    _ options: RunOptions, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let run = Run(options)
    let task = Task { try await run.run() }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    let started = ContinuousClock.now
    let error = await #expect(throws: RunError.self, sourceLocation: sourceLocation) {
      try await task.value
    }
    #expect(error?.kind == .cancelled, sourceLocation: sourceLocation)
    #expect(started.duration(to: .now) < .seconds(8), sourceLocation: sourceLocation)
  }

  /// A pipe that nobody opens at its other end: as input, as output, and for the script.
  @Test func aWaitForAPipeIsCancelled() async throws {
    let scratch = try Scratch()
    for name in ["in", "out"] { try #require(mkfifo(scratch.path(name), 0o600) == 0) }
    try await expectCancelled(
      options("function transform(r) end", .file(scratch.place("in"))))
    var options = options("function transform(r) end")
    options.output = .file(scratch.place("out"))
    try await expectCancelled(options)
    // The threads that were left behind end.
    let writer = open(scratch.path("in"), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    let reader = open(scratch.path("out"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    close(writer)
    close(reader)
  }

  /// A script that waits for what it reads is not at work, and is left behind all the same.
  @Test func aScriptThatWaitsIsCancelled() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[1]) }
    defer { close(ends[0]) }
    try await expectCancelled(
      options("function transform(r) batch.readfile('/dev/fd/\(ends[0])') end"))
  }

  /// A closure of the host that does not return is left behind, and what follows it is not done.
  @Test func aClosureThatDoesNotReturnIsLeftBehind() async throws {
    let scratch = try Scratch()
    let gate = DispatchSemaphore(value: 0)
    var options = options("function transform(r) wait() end")
    options.output = .file(scratch.place("out.jsonl"))
    options.functions = [ScriptFunction("wait") { () -> Void in gate.wait() }]
    try await expectCancelled(options)
    gate.signal()
    try await Task.sleep(for: .milliseconds(200))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.jsonl")))
    let given = DispatchSemaphore(value: 0)
    options.output = .pushing { _ in given.wait() }
    options.script = .source("function transform(r) end")
    try await expectCancelled(options)
    given.signal()
  }

  // MARK: Output

  @Test func theOutputIsASequence() async throws {
    let run = Run(options("function transform(r) r.n = -r.n end", .bytes(Self.lines(100_000))))
    let (bytes, summary) = try await run.withOutput { pieces in
      var bytes: [UInt8] = []
      var count = 0
      for try await piece in pieces {
        #expect(piece.last == 0x0A)
        bytes += piece
        count += 1
      }
      #expect(count > 2)
      return bytes
    }
    #expect(summary.written == 100_000 && summary.bytesWritten == bytes.count)
    #expect(bytes.split(separator: 0x0A).count == 100_000)
  }

  /// The run is only a few pieces ahead.
  @Test func theRunWaitsForWhoTakesThePieces() async throws {
    let seen = Atomic<Int>(0)
    var options = options("function transform(r) seen(r.n) end", .bytes(Self.lines(400_000)))
    options.functions = [
      ScriptFunction("seen") { (n: Int) -> Void in seen.store(n, ordering: .relaxed) }
    ]
    let error = await #expect(throws: RunError.self) {
      _ = try await Run(options).withOutput { pieces in
        for try await _ in pieces { break }
        try await Task.sleep(for: .milliseconds(300))
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(seen.load(ordering: .relaxed) < 390_000)
  }

  private struct Gone: Error {}

  @Test func whatTheBodyThrowsEndsTheRun() async throws {
    let run = Run(options("function transform(r) end", .bytes(Self.lines(400_000))))
    await #expect(throws: Gone.self) {
      _ = try await run.withOutput { pieces in
        for try await _ in pieces { throw Gone() }
      }
    }
  }

  @Test func theSequenceThrowsWhatEndsTheRun() async throws {
    let run = Run(options("function transform(r) assert(r.n < 10000) end"))
    let error = await #expect(throws: RunError.self) {
      _ = try await run.withOutput { pieces in for try await _ in pieces {} }
    }
    #expect(error?.kind == .record && error?.record?.error.line == 10_001)
  }

  @Test func theTaskOfTheBodyIsCancelled() async throws {
    let (pieces, continuation) = AsyncStream<[UInt8]>.makeStream()
    let run = Run(options("function transform(r) end", .stream(pieces)))
    let task = Task { try await run.withOutput { for try await _ in $0 {} }.summary }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    continuation.finish()
  }

  // MARK: The host's process

  /// A call that nothing stops: the run ends without it, and the host lives.
  @Test func aStuckCallIsLeftBehind() throws {
    var options = options(
      "function transform(r) string.find(string.rep('a', 28), string.rep('a?', 28) .. 'b') end")
    options.timeout = 0.05
    options.onError = .skip
    let started = ContinuousClock.now
    let error = #expect(throws: RunError.self) { try Run(options).execute() }
    #expect(error?.kind == .stuck)
    #expect(error?.input?.line == 1 && error?.script?.line == 1)
    #expect(started.duration(to: .now) < .seconds(10))
  }

  @Test func aLateCallIsOfItsOwnKind() throws {
    var options = options("function transform(r) while true do end end")
    options.timeout = 0.05
    let error = #expect(throws: RunError.self) { try Run(options).execute() }
    #expect(error?.kind == .timeout && error?.record?.error.code == "timeout")
  }
}

/// What a run leaves alone in the process of its host. One after the other: it is the same process.
@Suite(.serialized) struct HostProcessTests {
  private func run(_ change: (inout RunOptions) -> Void) throws -> String {
    let script = "function transform(r) r.t = tostring(1.5) r.n = tonumber('2.5') end"
    return try HostRun(script, #"{"n":1}"# + "\n", change).output
  }

  private func run() throws -> String { try run { _ in } }

  /// In a locale whose numbers have commas, where the machine has one.
  @Test func theLocaleIsNotThatOfTheHost() throws {
    let names = ["de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"]
    let before = setlocale(LC_ALL, nil).map { String(cString: $0) }
    defer { setlocale(LC_ALL, before) }
    guard names.contains(where: { setlocale(LC_ALL, $0) != nil }) else { return }
    try #require(localeconv().pointee.decimal_point.pointee == CChar(UInt8(ascii: ",")))
    let expected = #"{"n":2.5,"t":"1.5"}"# + "\n"
    #expect(try run() == expected)
    #expect(String(cString: localeconv().pointee.decimal_point) == ",")
  }

  @Test func theSignalIsGivenBack() throws {
    let isHeard = HeardSignal.install()
    defer { signal(SIGURG, SIG_DFL) }
    _ = try run { $0.timeout = 5 }
    // Calls of other tests that were left behind may still have it.
    var now = sigaction()
    for _ in 0..<1000 {
      sigaction(SIGURG, nil, &now)
      if isHeard(now) { break }
      usleep(100_000)
    }
    #expect(isHeard(now))
    // While a run has it, others still get theirs.
    HeardSignal.count.store(0, ordering: .relaxed)
    var options = RunOptions(
      script: .source("function transform(r) hear() end"),
      inputs: [
        .bytes(Array("{}\n".utf8))
      ])
    options.timeout = 5
    options.recordType = .json
    options.output = .pushing { _ in }
    options.functions = [ScriptFunction("hear") { () -> Void in raise(SIGURG) }]
    try Run(options).execute()
    #expect(HeardSignal.count.load(ordering: .relaxed) == 1)
  }

  /// The signal of a closed pipe would end the process.
  @Test func aClosedPipeIsAnError() throws {
    let before = signal(SIGPIPE, SIG_DFL)
    defer { signal(SIGPIPE, before) }
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let end = ends[1]
    let error = #expect(throws: RunError.self) {
      _ = try run { $0.output = .file("/dev/fd/\(end)") }
    }
    #expect(error?.kind == .closed || error?.kind == .io)
  }

  @Test func manyRunsLeaveNoThreads() throws {
    for _ in 0..<20 { _ = try run { $0.timeout = 5 } }
    var count = Int.max
    for _ in 0..<100 where count > 40 {
      usleep(20_000)
      count = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }
    #expect(count <= 40)
  }
}

/// A handler of SIGURG that a host has.
private enum HeardSignal {
  static let count = Atomic<Int>(0)

  /// The result says whether an action is this handler.
  static func install() -> (sigaction) -> Bool {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      HeardSignal.count.add(1, ordering: .relaxed)
    }
    sigaction(SIGURG, &action, nil)
    var installed = sigaction()
    sigaction(SIGURG, nil, &installed)
    let own = unsafeBitCast(installed.__sigaction_handler.sa_handler, to: Int.self)
    return { unsafeBitCast($0.__sigaction_handler.sa_handler, to: Int.self) == own }
  }
}
