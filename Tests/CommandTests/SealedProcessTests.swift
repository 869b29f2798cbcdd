import BatchLua
import BatchModel
import Foundation
import Synchronization
import Testing

/// A sealed process for a program with several threads, as this one is: the command, started for it.
@Suite(.serialized) struct SealedProcessTests {
  private static let helper = Path(TestedProgram.path)

  private final class Output: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func append(_ span: RawSpan) {
      let piece = span.withUnsafeBytes { Array($0) }
      bytes.withLock { $0 += piece }
    }
    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  }

  private static func lines(_ numbers: Range<Int>) -> String {
    numbers.map { #"{"n":\#($0)}"# + "\n" }.joined()
  }
  private static let many = lines(0..<2000)

  private func options(_ script: String, _ lines: String = many) -> RunOptions {
    var options = RunOptions(
      script: .source(script, name: "s.lua"), inputs: [.bytes(Array(lines.utf8), name: "upload")])
    options.recordType = .json
    options.isSandboxed = true
    options.sandboxHelper = Self.helper
    options.output = .pushing { _ in }
    return options
  }

  private func failure(_ options: RunOptions) -> RunError? {
    #expect(throws: RunError.self) { try Run(options).execute() }
  }

  // MARK: What goes through it

  @Test func bytes() async throws {
    let output = Output()
    var options = options(
      "function transform(r) r.n = r.n + limits.add end function finish() return args.x end")
    options.output = .pushing { output.append($0) }
    options.globals = ["limits": ["add": 1]]
    options.definitions = [Definition("x", "seven")]
    let summary = try await Run(options).run()
    #expect(summary.read == 2000 && summary.written == 2000 && summary.result == "seven")
    #expect(output.text == Self.lines(1..<2001))
  }

  /// What cannot be handed over is an error, not a global that is missing.
  @Test func globalsWithoutAForm() {
    var options = options("function transform(r) r.n = limit end")
    options.globals = ["limit": .double(.nan)]
    let error = #expect(throws: RunError.self) { try Run(options).execute() }
    #expect(error?.kind == .usage)
    #expect(error?.message.text.contains("no form in JSON") == true)
  }

  /// Lines that are longer than a pipe holds, and a last one without an end.
  @Test func longLines() throws {
    let output = Output()
    let long = String(repeating: "x", count: 1 << 20)
    let lines = "{\"t\":\"\(long)\"}\n{\"t\":\"\(long)\"}\n{\"t\":\"\"}"
    var options = options("function transform(r) end", lines)
    options.output = .pushing { output.append($0) }
    try Run(options).execute()
    let plain = Output()
    options.isSandboxed = false
    options.output = .pushing { plain.append($0) }
    try Run(options).execute()
    #expect(output.text == plain.text && output.text.hasPrefix("{\"t\":\"\(long)\"}\n"))
  }

  @Test func files() throws {
    try CommandRunner.inTemporaryDirectory { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
      }
      try Data(Self.lines(0..<10).utf8).write(to: folder.appending(path: "1.jsonl"))
      try Data(Self.lines(10..<20).utf8).write(to: folder.appending(path: "2.jsonl"))
      try Data("old".utf8).write(to: folder.appending(path: "out.jsonl"))
      var options = options(
        "function transform(r) assert(r.n ~= 15) r.f = batch.current.file:sub(-7) end")
      options.inputs = [.file(path("1.jsonl")), .file(path("2.jsonl"))]
      options.output = .file(path("out.jsonl"))
      let error = failure(options)
      #expect(error?.input?.file == path("2.jsonl") && error?.input?.line == 6)
      #expect(try text("out.jsonl") == "old")
      options.onError = .quarantine
      options.rejects = Path(path("bad.jsonl"))
      options.output = .file(path("out.jsonl.gz"))
      var summary = try Run(options).execute()
      #expect(summary.rejected == 1 && summary.written == 19)
      #expect(try text("bad.jsonl") == #"{"n":15}"# + "\n")
      #expect(try text("bad.jsonl.errors.jsonl").contains(#""line":6"#))
      #expect(
        try Data(contentsOf: folder.appending(path: "out.jsonl.gz")).prefix(2)
          == Data([0x1F, 0x8B]))
      options.onError = .fail
      options.rejects = nil
      options.sample = 3
      options.script = .source("function transform(r) end")
      options.output = .file(path("out.jsonl"))
      summary = try Run(options).execute()
      #expect(summary.written == 3)
      #expect(try text("out.jsonl").split(separator: "\n").count == 3)
    }
  }

  @Test func severalAtOnce() async throws {
    let run = Run(options("function transform(r) r.n = 0 end"))
    try await withThrowingTaskGroup { group in
      for _ in 0..<6 { group.addTask { try await run.run().written } }
      for try await written in group { #expect(written == 2000) }
    }
  }

  @Test func messages() throws {
    let said = Mutex<[String]>([])
    var options = options("function transform(r) if r.n == 8 then batch.log.info('eight') end end")
    options.onMessage = { text in said.withLock { $0.append(text) } }
    try Run(options).execute()
    #expect(
      said.withLock { $0 }.count == 1 && said.withLock { $0 }.first?.contains("eight") == true)
  }

  @Test func theOptionsOfAScript() throws {
    let run = Run(options("options = { limit = { default = 3 } } function transform(r) end"))
    #expect(try run.scriptOptions()?.map(\.name) == ["limit"])
  }

  // MARK: What does not

  /// The script reaches nothing, also of what this program has open, in its memory and environment.
  @Test(arguments: [
    "assert(not os.getenv('PATH') and not os.getenv('HOME'))",
    "assert(not pcall(batch.readfile, '/etc/hostname'))",
    "assert(not pcall(batch.lines, '/proc/self/environ'))",
    "assert(not pcall(batch.writer, '/tmp/never-written'))",
    "assert(not pcall(require, '/etc/hostname'))",
    "local isDone, file = pcall(io.open, '/etc/hostname') assert(not (isDone and file))",
    "assert(not pcall(io.popen, 'true') and not os.execute and not package.loadlib)",
    "assert(not load('\\27Lua'))",
  ])
  func nothingIsReached(script: String) throws {
    try Run(options(script + " function transform(r) end")).execute()
  }

  @Test func errorsHaveTheirPlaces() {
    let error = failure(options("function transform(r)\nassert(r.n < 3, 'much')\nend"))
    #expect(error?.kind == .record && error?.reason == "much")
    #expect(error?.script?.name == "s.lua" && error?.script?.line == 2)
    #expect(error?.input?.file == "upload" && error?.input?.line == 4)
    #expect(error?.description.contains("--o") == false)
  }

  private struct Gone: Error, CustomStringConvertible { let description = "gone" }

  @Test func whatTheHostThrowsEndsTheRun() {
    var options = options("function transform(r) end")
    options.output = .pushing { _ in throw Gone() }
    #expect(failure(options)?.description == "cannot write the output: gone")
    options.output = .pushing { _ in }
    options.inputs = [.pulling(name: "pipe") { _ in throw Gone() }]
    #expect(failure(options)?.description == "cannot read pipe: gone")
  }

  @Test func limits() {
    var options = options("function transform(r) while true do end end")
    options.timeout = 0.1
    #expect(failure(options)?.kind == .timeout)
    options.script = .source(
      "function transform(r) string.find(string.rep('a', 30), string.rep('a?', 30) .. 'b') end")
    #expect(failure(options)?.kind == .stuck)
    options.timeout = nil
    options.maxMemory = 32 << 20
    options.script = .source(
      "local t = {} function transform(r) while true do t[#t + 1] = {} end end")
    #expect(failure(options)?.code == "out_of_memory")
  }

  @Test(arguments: [
    "while true do end", "string.find(string.rep('a', 30), string.rep('a?', 30) .. 'b')",
  ])
  func aCancelledTaskEndsTheProcess(body: String) async throws {
    let run = Run(options("function transform(r) \(body) end"))
    let task = Task { try await run.run() }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    let started = ContinuousClock.now
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    #expect(started.duration(to: .now) < .seconds(5))
  }

  /// Input that does not come, and output that nobody takes.
  @Test func aWaitIsCancelled() async throws {
    let gate = DispatchSemaphore(value: 0)
    for isInput in [true, false] {
      var options = options("function transform(r) end")
      if isInput { options.inputs = [.pulling { _ in gate.wait() }] }
      if !isInput { options.output = .pushing { _ in gate.wait() } }
      let run = Run(options)
      let task = Task { try await run.run() }
      try await Task.sleep(for: .milliseconds(300))
      task.cancel()
      let error = await #expect(throws: RunError.self) { try await task.value }
      #expect(error?.kind == .cancelled)
    }
    for _ in 0..<100 { gate.signal() }
  }

  // MARK: The program

  @Test func whatCannotBeStarted() {
    var options = options("function transform(r) end")
    options.sandboxHelper = "/no/such/program"
    #expect(failure(options)?.kind == .io)
    options.sandboxHelper = "/bin/true"
    #expect(failure(options)?.kind == .record)
    // This program has not called `prepare`.
    options.sandboxHelper = nil
    #expect(failure(options)?.kind == .usage)
    #expect(failure(options)?.description.contains("SealedProcess.prepare()") == true)
  }

  /// Only the same release is one, and only with a socket.
  @Test func theCommandIsNoneByItself() throws {
    let folder = FileManager.default.temporaryDirectory
    let release = Version.current
    let old = try CommandRunner.run(
      "batchlua batchlua-sealed-process 0.0.1 3</dev/null", in: folder)
    #expect(old.exitCode == 2 && old.errors.hasPrefix("error: "))
    for socket in ["3</dev/null", "3<&-", "3</bin/sh"] {
      let result = try CommandRunner.run(
        "batchlua batchlua-sealed-process \(release) \(socket)", in: folder)
      #expect(result.exitCode == 2 && result.errors == "" && result.output == "")
    }
  }

  /// Nor of input that is more than a pipe holds, and is not read to its end.
  @Test func nothingIsLeft() async throws {
    var broken = options("function transform(r) end")
    broken.sandboxHelper = "/no/such/program"
    func count(_ folder: String) throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: folder).count
    }
    let many = Self.lines(0..<30_000)
    try Run(options("function transform(r) end")).execute()
    let (files, threads) = (try count("/proc/self/fd"), try count("/proc/self/task"))
    for number in 0..<10 {
      let run = Run(options("function transform(r) assert(r.n < \(number * 300)) end", many))
      _ = try? run.execute()
      _ = failure(broken)
    }
    for _ in 0..<200 where try count("/proc/self/fd") > files || count("/proc/self/task") > threads
    {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try count("/proc/self/fd") <= files + 2)
    #expect(try count("/proc/self/task") <= threads + 2)
    let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
    let children = tasks.map {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/children", encoding: .utf8)) ?? ""
    }
    #expect(children.joined() == "")
  }
}
