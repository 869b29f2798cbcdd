import Foundation
import Testing

/// Runs the recipes in the directories of scripts/examples by the command lines in the comments
/// that begin their scripts, each in a copy of its directory, and compares what they write.
///
/// expected.jsonl is what they write to standard output, one command after another; without it
/// they write nothing there. The files in expected/ are all that they write otherwise.
/// expected.stderr, where there is one, is what goes to standard error.
@Suite struct CookbookTests {
  static let names = [
    "anonymise", "anthropic-results-to-openai", "bedrock-results-to-openai", "chat-to-responses",
    "completions-to-chat", "from-csv", "from-prompts", "gemini-results-to-openai",
    "mistral-results-to-openai", "openai-to-anthropic", "openai-to-bedrock", "openai-to-gemini",
    "openai-to-mistral", "sample", "strip-images", "truncate",
  ]

  @Test func eachDirectoryIsARecipe() throws {
    let manager = FileManager.default
    let found = try manager.contentsOfDirectory(
      at: Recipe.examples, includingPropertiesForKeys: [.isDirectoryKey])
    let directories = try found.filter {
      try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
    }
    // Programs in Swift are no recipes: scripts/test --integration builds and runs them.
    let names = directories.map(\.lastPathComponent).filter { $0 != "swift-host" }
    #expect(names.sorted() == Self.names)
  }

  @Test(arguments: names) func writesWhatIsExpected(name: String) throws {
    let recipe = try Recipe(name)
    let directory = try recipe.copied()
    defer { try? FileManager.default.removeItem(at: directory) }
    let before = try Recipe.files(in: directory)

    var output = Data()
    var errors = Data()
    for command in recipe.commands {
      let result = try Recipe.run(command, in: directory)
      #expect(result.exitCode == 0, "\(command)\n\(result.errors.text)")
      output += result.output
      errors += result.errors
    }
    #expect(output.text == before["expected.jsonl", default: Data()].text)
    if let expected = before["expected.stderr"] { #expect(errors.text == expected.text) }

    let written = try Recipe.files(in: directory).filter { before[$0.key] == nil }
    let expected = before.keys.filter { $0.hasPrefix("expected/") }
    #expect(written.keys.sorted() == expected.map { String($0.dropFirst(9)) }.sorted())
    for (path, data) in written {
      #expect(data.text == before["expected/" + path]?.text, "\(path)")
    }
    #expect(!output.isEmpty || !written.isEmpty)
  }

  /// Lines that are added, or stand elsewhere, do not change which of the others are kept.
  @Test func aSampleIsStable() throws {
    let recipe = try Recipe("sample")
    let directory = try recipe.copied()
    defer { try? FileManager.default.removeItem(at: directory) }
    func requests(_ numbers: [Int]) -> String {
      numbers.map { #"{"custom_id":"r\#($0)","url":"/v1/embeddings","body":{"input":"x"}}"# }
        .joined(separator: "\n")
    }
    func kept(_ numbers: [Int]) throws -> Set<String> {
      try Data(requests(numbers).utf8).write(to: directory.appending(path: "in.jsonl"))
      let result = try Recipe.run(
        "batchlua run --type json -D fraction=0.3 sample.lua in.jsonl", in: directory)
      #expect(result.exitCode == 0, "\(result.errors.text)")
      return Set(result.output.text.split(separator: "\n").map(String.init))
    }
    let few = try kept(Array(1...400))
    let many = try kept((1...500).reversed())
    #expect((80...160).contains(few.count))
    #expect(few.isSubset(of: many) && many.count < few.count + 60)
  }

  @Test(arguments: names) func failsAsItSays(name: String) throws {
    let recipe = try Recipe(name)
    let directory = try recipe.copied()
    defer { try? FileManager.default.removeItem(at: directory) }
    for (command, message) in recipe.failures {
      let result = try Recipe.run(command, in: directory)
      #expect(result.exitCode == 4, "\(command)")
      #expect(result.output.isEmpty)
      #expect(result.errors.text.contains(message))
    }
  }
}

/// A directory NAME with the script NAME.lua, which begins with a line that says what it is for,
/// lines `-- batchlua run …`, and lines `-- fails: batchlua run … # a part of the message`.
private struct Recipe {
  static let examples = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "scripts/examples")

  let directory: URL
  var commands: [String] = []
  var failures: [(command: String, message: String)] = []

  init(_ name: String) throws {
    directory = Self.examples.appending(path: name)
    let text = try String(
      contentsOf: directory.appending(path: "\(name).lua"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let header = lines.prefix { $0.hasPrefix("-- ") }.map { $0.dropFirst(3) }
    try #require(header.count >= 2)
    for line in header.dropFirst() {
      try #require(line.contains(" \(name).lua"), "\(line)")
      if line.hasPrefix("batchlua run ") {
        commands.append(String(line))
      } else {
        try #require(line.hasPrefix("fails: batchlua run "))
        let parts = line.dropFirst("fails: ".count).split(separator: " # ")
        try #require(parts.count == 2)
        failures.append((String(parts[0]), String(parts[1])))
      }
    }
    try #require(!commands.isEmpty)
    let longest = lines.map(\.count).max() ?? 0
    #expect(longest < 100, "\(name).lua has a line of \(longest) characters")
  }

  func copied() throws -> URL {
    let copy = FileManager.default.temporaryDirectory
      .appending(path: "batchlua-cookbook-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: directory, to: copy)
    return copy
  }

  /// All files below a directory by their relative paths.
  static func files(in directory: URL) throws -> [String: Data] {
    let manager = FileManager.default
    var files: [String: Data] = [:]
    for path in try manager.subpathsOfDirectory(atPath: directory.path(percentEncoded: false)) {
      let file = directory.appending(path: path)
      if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[path] = try Data(contentsOf: file)
      }
    }
    return files
  }

  /// Runs a command line by sh, with the batchlua that was built beside these tests and an empty
  /// standard input.
  static func run(
    _ command: String, in directory: URL
  ) throws -> (exitCode: Int32, output: Data, errors: Data) {
    try #require(FileManager.default.isExecutableFile(atPath: TestedProgram.path))
    // Not pipes: a process that writes much to one while the other is read would wait for ever.
    let logs = FileManager.default.temporaryDirectory
      .appending(path: "batchlua-cookbook-logs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: logs) }
    let output = logs.appending(path: "output")
    let errors = logs.appending(path: "errors")
    for file in [output, errors] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = TestedProgram.search(before: environment["PATH"] ?? "/usr/bin:/bin")
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, try Data(contentsOf: output), try Data(contentsOf: errors)
    )
  }
}

extension Data {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
