import Foundation

/// A folder of its own for a test, with `batchlua` on the path of what runs there.
final class Launch {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "batchlua-launch-\(UUID().uuidString)")

  struct Result {
    let code: Int32
    let output: String
    let error: String
  }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// Runs `batchlua` with these arguments.
  func batchlua(_ arguments: String...) throws -> Result { try batchlua(arguments: arguments) }

  func batchlua(arguments: [String]) throws -> Result {
    try start(TestedProgram.path, arguments)
  }

  /// Runs a program: a path from the folder, or an absolute one.
  func start(_ program: String, _ arguments: [String]) throws -> Result {
    let files = ["out", "err"].map { folder.appending(path: ".\($0)") }
    let process = Process()
    process.executableURL = URL(filePath: program, relativeTo: folder)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": TestedProgram.search(), "HOME": folder.path, "LC_ALL": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Result(code: process.terminationStatus, output: texts[0], error: texts[1])
  }
}
