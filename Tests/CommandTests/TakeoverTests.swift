import Foundation
import Glibc
import Testing

/// What a script gets to that has taken over the sealed process: Tests/Takeover stands in for it.
@Suite(.serialized)
struct TakeoverTests {
  private let tool: Tool
  private let library: String
  private static let code = "local now = os.clock()"

  init() throws {
    tool = try Tool(TestedProgram.dynamicPath)
    try tool.write(Tool.requests(1), to: "in.jsonl")
    library = tool.path(".of-takeover.so")
    let source = CommandRunner.package.appending(path: "Tests/Takeover/takeover.c").path
    let compiler = try CommandRunner.run(
      "$(command -v clang || command -v cc) -O1 -shared -fPIC '\(source)' -o '\(library)'",
      in: tool.folder)
    try #require(compiler.exitCode == 0, "\(compiler.errors)")
  }

  private func run(_ order: String, _ options: String...) throws -> Tool.Result {
    try tool.run(
      command: ["run", "--sandbox", "--max-memory", "64M"] + options
        + ["-e", Self.code, "in.jsonl", "-o", "out.jsonl"],
      timeout: 30, through: ["/usr/bin/env", "LD_PRELOAD=\(library)", "TAKEOVER=\(order)"])
  }

  private func expectsNothing() { #expect(tool.names == ["in.jsonl"]) }

  @Test func frames() throws {
    for seed in 1...60 {
      let result = try run("frames \(seed)")
      #expect(result.code == 4, "frames \(seed): \(result.error)")
    }
    expectsNothing()
  }

  /// Numbers with which nobody can compute, as the result and while the run goes on.
  @Test(arguments: ["numbers", "bar"]) func numbers(order: String) throws {
    let result = try run(order, "--summary")
    #expect(result.code == 4)
    #expect(
      result.error == """
        error: the sandboxed process was taken over by the script, or has a fault
          nothing was written to out.jsonl

        """)
    expectsNothing()
  }

  /// Each of its files might become so large, but not all of them together.
  @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
  func disk() throws {
    mkdir(tool.path("d"), 0o755)
    let disk = try SmallDisk(tool.path("d"), options: "size=64m")
    let result = try tool.run(
      command: [
        "run", "--sandbox", "-e", Self.code, "in.jsonl", "-o", "d/out", "--rejects", "d/bad",
      ], timeout: 30, through: ["/usr/bin/env", "LD_PRELOAD=\(library)", "TAKEOVER=fill"])
    #expect(result.code == 4)
    #expect(result.error.contains("has written more than a run may"), "\(result.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("d")) == [])
    withExtendedLifetime(disk) {}
  }

  /// Kinds that only the parent sends, and such as there are not.
  @Test(arguments: [0, 6, 7, 8, 11, 12, 255]) func kinds(number: Int) throws {
    let result = try run("kind \(number)")
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix("error: the sandboxed process was taken over by the script"),
      "\(result.error)")
    expectsNothing()
  }

  /// It has said all, and then fails: what it has written may not be whole.
  @Test(arguments: [
    (3, "the sandboxed process ended early, with exit code 3"),
    (256, "the sandboxed process was ended by signal 6"),
  ])
  func failureBehindTheResult(number: Int, message: String) throws {
    let result = try run("result \(number)")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: \(message)"), "\(result.error)")
    #expect(result.error.hasSuffix("  nothing was written to out.jsonl\n"), "\(result.error)")
    expectsNothing()
    // Without a failure it is believed.
    #expect(try run("result 0").code == 0)
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
  }

  /// It has said all, and does not end.
  @Test func silence() throws {
    let result = try run("silence")
    #expect(result.code == 4 && result.error.contains("ended by signal 9"))
    expectsNothing()
  }

  /// It blocks all signals and waits; the time is kept on the other side of the seal.
  @Test func sleep() throws {
    let result = try run("sleep", "--timeout", "0.3")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the script took longer than 0.3 s"))
    expectsNothing()
  }

  /// Stopped from outside, it keeps no time itself.
  @Test func stopped() throws {
    let (error, output) = (tool.path(".of-stopped"), open("/dev/null", O_RDWR | O_CLOEXEC))
    let file = open(error, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { for number in [file, output] { close(number) } }
    let pipe = try Tool.pipe()
    let command = ["run", "--sandbox", "--timeout", "0.3", "-e", "true", "-", "-o", "out.jsonl"]
    let running = try tool.start(command, input: pipe[0], output: output, error: file)
    let child = try child(of: running.pid)
    kill(child, SIGSTOP)
    let result = running.wait(timeout: 30)
    for end in pipe { close(end) }
    #expect(result.code == 4)
    #expect(
      String(decoding: try Data(contentsOf: URL(filePath: error)), as: UTF8.self) == """
        error: the sandboxed process did not answer any more, and was ended
          nothing was written to out.jsonl

        """)
    expectsNothing()
  }

  /// What it has: no rights, and limits.
  @Test func rights() throws {
    let pipe = try Tool.pipe()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for number in pipe + [null] { close(number) } }
    let running = try tool.start(
      ["run", "--sandbox", "-e", "true", "-", "-o", "out.jsonl"], input: pipe[0], output: null,
      error: null)
    let child = try child(of: running.pid)
    let status = try String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
    for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
      #expect(status.contains("\(set):\t0000000000000000\n"), "\(set)")
    }
    let limits = try String(contentsOfFile: "/proc/\(child)/limits", encoding: .utf8)
    #expect(limits.contains(#/Max address space +[0-9]+/#))
    kill(running.pid, SIGTERM)
    _ = running.wait()
  }

  /// The process of a sealed run, when it is sealed.
  private func child(of parent: pid_t) throws -> pid_t {
    for _ in 0..<1000 {
      let path = "/proc/\(parent)/task/\(parent)/children"
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if let child = text.split(separator: " ").first.flatMap({ pid_t($0) }),
        let status = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8),
        status.contains("Seccomp:\t2"), status.contains("Seccomp_filters:\t3")
      {
        return child
      }
      usleep(10_000)
    }
    throw POSIXError(.ESRCH)
  }

  @Test func signalsAreRefused() throws {
    let result = try run("stop", "--timeout", "5")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test(arguments: ["memory", "downwards", "reserve"]) func memory(order: String) throws {
    let result = try run("\(order) 100000")
    let taken = try #require(Int(result.error.split(separator: " ").dropFirst().first ?? ""))
    #expect(order == "downwards" ? taken == 0 : taken < 4096, "\(taken) MiB")
  }

  @Test func threads() throws {
    let result = try run("threads 1000")
    let made = try #require(Int(result.error.split(separator: " ").dropFirst().first ?? ""))
    #expect(made < 20, "\(made) threads")
  }

  /// What is behind a standard stream that is a file stays as it is.
  @Test func standardStreamsAreNotRewound() throws {
    try tool.write("what was there before\n", to: "log")
    let file = open(tool.path("log"), O_RDWR | O_CLOEXEC)
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { for number in [file, null] { close(number) } }
    lseek(file, 0, SEEK_END)
    let running = try tool.start(
      ["run", "--sandbox", "-e", Self.code, "in.jsonl"], input: null, output: file, error: file,
      through: ["/usr/bin/env", "LD_PRELOAD=\(library)", "TAKEOVER=rewind"])
    #expect(running.wait().code == 0)
    #expect(try tool.read("log") == "what was there before\n" + Tool.requests(1))
  }
}
