import Foundation
import Glibc
import Testing

/// Runs that are ended from outside, at any moment.
struct KillTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGKILL]
  /// All that end a process and can be answered, but those of faults.
  static let endings =
    [
      SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGIO,
      SIGPWR, SIGSTKFLT, SIGXCPU,
    ] + [34, 64]

  /// Rewrites the input in its place, with rejects and, where it can, a writer beside it.
  private static let script = """
    stateless = true
    if not args.apart then
      copies = batch.writer("copies.jsonl", { type = "BatchRequestInput" })
    end
    function transform(r)
      if copies then copies:write(r) end
      if r.index % 10 == 0 then error("no") end
      r.body.model = "new"
    end
    """
  private static let outputs = [
    "in.jsonl", "copies.jsonl", "bad.jsonl", "bad.jsonl.errors.jsonl",
  ]
  private static let arguments = [
    "run", "-q", "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", "in.jsonl", "-o",
    "in.jsonl",
  ]

  private func reset() throws {
    for name in tool.names { unlink(tool.path(name)) }
    try tool.write(Self.script, to: "s.lua")
    for name in Self.outputs { try tool.write("old\n", to: name) }
    try tool.write(Tool.requests(1000), to: "in.jsonl")
  }

  private func contents() throws -> [String] { try Self.outputs.map { try tool.read($0) } }

  /// Each file is the old one or the whole new one, and all are alike, and temporary files gone.
  /// After SIGKILL there may be some when files were being put in place.
  @Test(arguments: [[], ["--jobs", "3", "-D", "apart=yes"], ["--sandbox", "-D", "apart=yes"]])
  func atRandomMoments(options: [String]) throws {
    var generator = SplitMix(seed: 20_240_229)
    try reset()
    let old = try contents()
    let error = open(tool.path(".of-error"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in [error, null] { close(file) } }
    func start() throws -> RunningTool {
      try tool.start(Self.arguments + options, input: null, output: null, error: error)
    }
    let begin = ContinuousClock.now
    #expect(try start().wait().code == 1)
    let time = begin.duration(to: .now) / .microseconds(1)
    let new = try contents()
    for (index, name) in Self.outputs.enumerated() {
      #expect((old[index] != new[index]) == (options.isEmpty || name != "copies.jsonl"), "\(name)")
    }

    var endings: [String: Int] = [:]
    for number in 0..<32 {
      let signal = Self.signals[number % Self.signals.count]
      try reset()
      ftruncate(error, 0)
      let run = try start()
      usleep(UInt32(Double.random(in: 0...1.05, using: &generator) * time))
      kill(run.pid, signal)
      let result = run.wait()
      let found = try contents()
      for (index, text) in found.enumerated() {
        #expect(text == old[index] || text == new[index], "\(Self.outputs[index]), \(signal)")
      }
      if result.code == 1 { #expect(found == new) }
      if signal != SIGKILL {
        let arePlaced = try result.code == 1 || tool.read(".of-error").contains("are in place")
        #expect(found == (arePlaced ? new : old), "\(signal)")
      }
      let others = Set(tool.names).subtracting(Self.outputs + ["s.lua"])
      if signal == SIGKILL {
        #expect(others.allSatisfy { Self.isTemporary($0) }, "\(others)")
      } else {
        #expect(others.isEmpty, "\(signal)")
        // Before the tool has begun a signal ends it as any process.
        #expect(result.code == 1 || result.code == 128 + signal || result.signal == signal)
      }
      endings[result.code.map { "code \($0)" } ?? "signal", default: 0] += 1
    }
    #expect(endings.count > 1, "all runs ended alike: \(endings)")
  }

  /// TARGET.batchlua-PROCESS-NUMBER.tmp, or that and .old for the link that keeps the old file.
  private static func isTemporary(_ name: String) -> Bool {
    outputs.contains { output in
      guard name.hasPrefix(output + ".batchlua-") else { return false }
      let rest = name.dropFirst(output.count + ".batchlua-".count)
      return rest.contains(/^[0-9]+-[0-9]+\.tmp(\.old)?$/)
    }
  }

  /// Where files need no name, as in the folders of these tests.
  @Test func nothingIsLeftOfAKilledRun() throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    try tool.write("old\n", to: "out.jsonl")
    let code = "for i = 1, 100 do local w = batch.writer(i .. '.jsonl') w:write(req) end"
    let run = try GatedRun(
      tool, ["in.jsonl", "-o", "out.jsonl", "--rejects", "bad.jsonl"],
      before: "if req.index == 1 then \(code) end")
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
    #expect(run.kill(SIGKILL).signal == SIGKILL)
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
    #expect(try tool.read("out.jsonl") == "old\n")
  }

  /// Nor of its parts, most of which are whole.
  @Test func nothingIsLeftOfParts() throws {
    try tool.write(Tool.requests(4000), to: "in.jsonl")
    let ends = try Tool.pipe()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    let run = try tool.start(
      ["run", "-e", "true", "-", "-o", "out-{part}.jsonl", "--max-requests", "20"],
      input: ends[0], output: null, error: null)
    for end in [ends[0], null] { close(end) }
    let lines = Tool.requests(3000)
    #expect(write(ends[1], lines, lines.utf8.count) == lines.utf8.count)
    let end = ContinuousClock.now + .seconds(10)
    let folder = "/proc/\(run.pid)/fd"
    func openFiles() -> Int {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).count
    }
    while openFiles() < 60 && ContinuousClock.now < end { usleep(1000) }
    #expect(openFiles() >= 60)
    kill(run.pid, SIGKILL)
    #expect(run.wait().signal == SIGKILL)
    close(ends[1])
    #expect(tool.names == ["in.jsonl"])
  }

  /// Where they need one, what is left does not trouble the next run, and is nobody else's to read.
  @Test(.enabled(if: WithoutProc.isPossible, "it takes root and a mount namespace"))
  func runAfterAKill() throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    let run = try GatedRun(
      tool, ["in.jsonl", "-o", "out.jsonl"], through: WithoutProc.wrapper)
    #expect(run.kill(SIGKILL).signal == SIGKILL)
    #expect(tool.names.count == 2 && tool.names[1].hasPrefix("out.jsonl.batchlua-"))
    var status = stat()
    #expect(stat(tool.path(tool.names[1]), &status) == 0 && status.st_mode & 0o7777 == 0o600)
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", "out.jsonl").code == 0)
    #expect(try tool.read("out.jsonl") == GatedRun.manyLines)
  }

  /// Temporary files that have a name.
  @Test(
    .enabled(if: WithoutProc.isPossible, "it takes root and a mount namespace"),
    arguments: endings + [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS])
  func namedFilesGo(signal: Int32) throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    let run = try GatedRun(
      tool, ["in.jsonl", "-o", "out.jsonl"], through: WithoutProc.wrapper)
    #expect(tool.names.count == 2)
    let result = run.kill(signal)
    #expect(result.code == 128 + signal || !Self.endings.contains(signal))
    #expect(result.signal == signal || Self.endings.contains(signal))
    #expect(tool.names == ["in.jsonl"])
  }

  /// Those of a sandboxed run, whose child ends with its parent.
  @Test(arguments: [SIGQUIT, SIGUSR1, SIGKILL])
  func nothingIsLeftOfASandbox(signal: Int32) throws {
    let ends = try Tool.pipe()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    let run = try tool.start(
      ["run", "--sandbox", "-e", "true", "-o", "out.jsonl", "--rejects", "bad.jsonl"],
      input: ends[0], output: null, error: null)
    for end in [ends[0], null] { close(end) }
    let line = Tool.requests(1)
    #expect(write(ends[1], line, line.utf8.count) == line.utf8.count)
    usleep(300_000)
    kill(run.pid, signal)
    let result = run.wait()
    #expect(result.code == 128 + signal || result.signal == signal)
    // Its reader is gone.
    Glibc.signal(SIGPIPE, SIG_IGN)
    let end = ContinuousClock.now + .seconds(10)
    while write(ends[1], line, 1) == 1 && ContinuousClock.now < end { usleep(1000) }
    #expect(ContinuousClock.now < end)
    close(ends[1])
    #expect(tool.names == [])
  }

  /// In the middle of a run for sure, with directories that were made for it.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM])
  func directoriesGoToo(signal: Int32) throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    let code = "w = w or batch.writer('a/b/{part}.jsonl')"
    let run = try GatedRun(tool, ["in.jsonl", "-o", "out.jsonl"], before: code)
    #expect(tool.names == ["a", "in.jsonl"])
    let result = run.kill(signal)
    #expect(result.code == 128 + signal)
    #expect(
      try tool.read(".of-error") == "\ninterrupted: outputs are as they were before the run\n")
    #expect(tool.names == ["in.jsonl"])
  }

  /// A file that is begun at the moment of the signal goes too.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func whileFilesAreMade(signal: Int32) throws {
    let code = "for i = 1, 1e6 do batch.writer('d/' .. i .. '/x.jsonl') end"
    try tool.write("function begin() \(code) end", to: "s.lua")
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let run = try tool.start(["run", "s.lua"], input: null, output: null, error: null)
    let end = ContinuousClock.now + .seconds(10)
    while !tool.has("d/200") && ContinuousClock.now < end { usleep(1000) }
    kill(run.pid, signal)
    #expect(run.wait().code == 128 + signal)
    #expect(tool.names == ["s.lua"])
  }

  @Test func ignoredHangup() throws {
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
    let run = try GatedRun(tool, ["in.jsonl", "-o", "out.jsonl"], through: ["nohup"])
    kill(run.pid, SIGHUP)
    #expect(try run.finish().code == 0)
    #expect(try tool.read("out.jsonl") == GatedRun.manyLines)
  }
}

/// Random numbers that are the same in each run of the tests.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
