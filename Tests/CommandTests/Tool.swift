import Foundation
import Glibc

/// The built program in a folder of its own, which goes away with this value.
final class Tool {
  let folder: URL
  private let program: String

  struct Result {
    /// The exit code, or nil after a signal.
    var code: Int32?
    var signal: Int32?
    var output = ""
    var error = ""
    /// The most bytes of memory in use.
    var memory = 0
    /// What was written when it is not all text.
    var bytes = Data()
  }

  init(_ program: String = TestedProgram.path) throws {
    self.program = program
    folder = FileManager.default.temporaryDirectory.appending(
      path: "batchlua-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: Files

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The names in the folder, sorted, hidden ones too.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { !$0.hasPrefix(".of-") }.sorted()
  }

  // MARK: Running

  /// Runs `batchlua run` with these arguments in the folder. After `timeout` seconds it is killed.
  func run(_ arguments: String..., input: String = "", timeout: Double = 60) throws -> Result {
    try run(command: ["run"] + arguments, input: input, timeout: timeout)
  }

  /// `wrapper` is a program, with arguments, that becomes the tool.
  func run(
    command: [String], input: String = "", timeout: Double = 60, through wrapper: [String] = []
  ) throws -> Result {
    let id = UUID().uuidString
    let names = ["in", "out", "err"].map { path(".of-\(id).\($0)") }
    try Data(input.utf8).write(to: URL(filePath: names[0]))
    let files = [
      open(names[0], O_RDONLY | O_CLOEXEC), open(names[1], O_RDWR | O_CREAT | O_CLOEXEC, 0o600),
      open(names[2], O_RDWR | O_CREAT | O_CLOEXEC, 0o600),
    ]
    defer {
      for file in files { close(file) }
      for name in names { unlink(name) }
    }
    let process = try start(
      command, input: files[0], output: files[1], error: files[2], through: wrapper)
    var result = process.wait(timeout: timeout)
    result.bytes = try Data(contentsOf: URL(filePath: names[1]))
    result.output = String(decoding: result.bytes, as: UTF8.self)
    result.error = String(decoding: try Data(contentsOf: URL(filePath: names[2])), as: UTF8.self)
    return result
  }

  /// Starts the program with these descriptors as its standard ones.
  func start(
    _ arguments: [String], input: Int32, output: Int32, error: Int32,
    through wrapper: [String] = []
  ) throws -> RunningTool {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in [input, output, error].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    // Test runners block signals, and children would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "LC_ALL=C.UTF-8"]
    let command = ["/usr/bin/env", "-C", folder.path] + wrapper + [program] + arguments
    var argv = command.map { strdup($0) } + [nil]
    var envp = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid = pid_t()
    let status = posix_spawn(&pid, command[0], &actions, &attributes, &argv, &envp)
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO) }
    return RunningTool(pid: pid)
  }

  /// The two ends of a pipe that other processes do not inherit.
  static func pipe() throws -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  /// `count` chat requests with ids from "r1" on.
  static func requests(_ count: Int, from first: Int = 1) -> String {
    (first..<first + count).map { request("r\($0)") + "\n" }.joined()
  }

  /// Requests of some 400 bytes, each without a line end: 3,000 make several chunks.
  static func longRequests(_ count: Int) -> [String] {
    (1...count).map { request("r\($0)").replacing("Hi", with: String(repeating: "y", count: 300)) }
  }

  static func request(_ id: String, model: String = "gpt-5") -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","#
      + #""body":{"model":"\#(model)","messages":[{"role":"user","content":"Hi"}]}}"#
  }
}

/// A process that was started and must be waited for.
struct RunningTool {
  let pid: pid_t

  func wait(timeout: Double = 60) -> Tool.Result {
    let end = ContinuousClock.now + .seconds(timeout)
    var status: Int32 = 0
    var memory = 0
    while waitpid(pid, &status, WNOHANG) == 0 {
      memory = max(memory, peakMemory)
      if ContinuousClock.now > end {
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        break
      }
      usleep(2000)
    }
    let signal = status & 0x7F
    return Tool.Result(
      code: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal,
      memory: memory)
  }

  /// As the kernel says while the process runs; `ru_maxrss` knows the parent's memory too.
  private var peakMemory: Int {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) << 10
  }
}
