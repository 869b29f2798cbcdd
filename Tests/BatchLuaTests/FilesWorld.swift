import BatchLua
import Foundation
import Synchronization
import Testing

/// A directory of its own, in which a script runs; `args.d` is its path with a slash.
final class FilesWorld: Sendable {
  let directory: String
  private let collected = Mutex<[String]>([])

  init() {
    directory = FileManager.default.temporaryDirectory.path + "/files-\(UUID().uuidString)/"
    try! FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// For scripts: make gives the requests r1, r2, … as records, fails takes a function that must.
  static let make = """
    local function make(i, input)
      return batch.BatchRequestInput{
        custom_id = "r" .. i, url = "/v1/responses", body = { input = input or "x" } }
    end
    local function fails(text, f, ...)
      local ok, message = pcall(f, ...)
      assert(not ok and message:find(text, 1, true), message)
    end

    """

  func put(_ text: String, _ name: String) { put(Data(text.utf8), name) }

  func put(_ data: Data, _ name: String) {
    _ = FileManager.default.createFile(atPath: directory + name, contents: data)
  }

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: directory + name) }

  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  /// All files and directories, sorted.
  var names: [String] {
    (try? FileManager.default.subpathsOfDirectory(atPath: directory))?.sorted() ?? []
  }

  /// What the run had to say.
  var messages: [String] { collected.withLock { $0 } }

  /// Runs a script; `input` and `output` are names here.
  @discardableResult
  func run(
    _ script: String, input: String? = nil, output: String = "main.out",
    _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> RunSummary {
    // A script without input needs a hook.
    let hook = script.contains("function begin()") ? "" : "\nfunction begin() end"
    put("local d = args.d " + script + hook, "script.lua")
    var options = RunOptions(
      script: .file(Path(directory + "script.lua")),
      inputs: input.map { [.file(directory + $0)] } ?? [])
    options.output = .file(directory + output)
    options.definitions = [Definition("d", directory)]
    options.onMessage = { [self] text in collected.withLock { $0.append(text) } }
    change(&options)
    return try Run(options).execute()
  }

  /// The message of the run's error; nil when it succeeds.
  func failure(
    _ script: String, input: String? = nil, output: String = "main.out",
    _ change: (inout RunOptions) -> Void = { _ in }
  ) -> String? {
    do {
      try run(script, input: input, output: output, change)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// What a program of the machine writes; nil when it is not installed. Fails the test when the
  /// program fails.
  func tool(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) -> Data? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // As /usr/bin/env says that there is no such program.
    if process.terminationStatus == 127 { return nil }
    #expect(process.terminationStatus == 0, "\(arguments)", sourceLocation: sourceLocation)
    return data
  }

  /// The line of a valid request.
  static func request(_ id: String, input: String = "x") -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/responses","body":{"input":"\#(input)"}}"#
  }

  static func requests(_ range: ClosedRange<Int>) -> String {
    range.map { request("r\($0)") + "\n" }.joined()
  }
}
