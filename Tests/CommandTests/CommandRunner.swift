import Foundation
import Testing

/// Runs command lines as a user's shell does, with the batchlua that was built beside these tests.
enum CommandRunner {
  /// What a command line left behind.
  struct Result {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// The root of the package.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs `command` by sh, with batchlua on its PATH and an empty standard input. With `mixed`,
  /// standard error is in `output` as a terminal shows it.
  static func run(_ command: String, in directory: URL, mixed: Bool = false) throws -> Result {
    try #require(FileManager.default.isExecutableFile(atPath: TestedProgram.path))
    return try inTemporaryDirectory { temporary in
      let files = ["output", "errors"].map { temporary.appending(path: $0) }
      for file in files { try Data().write(to: file) }
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", (mixed ? "exec 2>&1\n" : "") + command]
      process.currentDirectoryURL = directory
      var environment = ProcessInfo.processInfo.environment
      environment["PATH"] = TestedProgram.search(before: environment["PATH"] ?? "/usr/bin:/bin")
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: files[0])
      process.standardError = try FileHandle(forWritingTo: files[1])
      try process.run()
      process.waitUntilExit()
      return Result(
        exitCode: process.terminationStatus,
        output: try String(contentsOf: files[0], encoding: .utf8),
        errors: try String(contentsOf: files[1], encoding: .utf8))
    }
  }

  /// A directory that is there during `body`.
  static func inTemporaryDirectory<T>(_ body: (URL) throws -> T) throws -> T {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "batchlua-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory)
  }
}
