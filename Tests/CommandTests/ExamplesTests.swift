import Foundation
import Testing

/// Runs each script of scripts/examples by the command line in its second comment line, and
/// compares what it writes with the expected file beside it.
@Suite struct ExamplesTests {
  static let directory = CommandRunner.package.appending(path: "scripts/examples")

  /// The examples that there must be.
  static let names = [
    "add-system-message", "dedupe", "fan-out", "filter", "inject-metadata", "renumber",
    "results-to-text", "swap-model",
  ]

  static func files(endingIn suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path(percentEncoded: false))
      .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  static func text(of file: String) throws -> String {
    try String(contentsOf: directory.appending(path: file), encoding: .utf8)
  }

  /// A script without an expected file, or the other way round, is an error too.
  @Test func eachScriptHasItsExpectedOutput() throws {
    #expect(try Self.files(endingIn: ".lua") == Self.names)
    #expect(try Self.files(endingIn: ".expected.jsonl") == Self.names)
  }

  @Test(arguments: names) func writesWhatIsExpected(name: String) throws {
    let lines = try Self.text(of: name + ".lua").split(separator: "\n")
    try #require(lines.count > 2 && lines[0].hasPrefix("-- ") && lines[1].hasPrefix("-- "))
    let command = lines[1].dropFirst("-- ".count)
    try #require(command.hasPrefix("batchlua run "))
    try #require(command.contains(" \(name).lua "))

    let result = try CommandRunner.run(String(command), in: Self.directory)
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    let expected = try Self.text(of: name + ".expected.jsonl")
    #expect(!expected.isEmpty && result.output == expected)
  }

  /// The shared input does what it is there for: most examples would pass on a duller one.
  @Test func theInputsHoldWhatIsHardToKeep() throws {
    let requests = try Self.text(of: "requests.jsonl")
    for piece in [
      "9007199254740993", "\"temperature\": 0.70", "K\\u00e4se", "Käse", "🍜", "https:\\/\\/",
      "\"stop\": null", "\"logit_bias\":{}", "\"role\": \"developer\"", "C:\\\\parts",
    ] {
      #expect(requests.contains(piece), "requests.jsonl has no \(piece)")
      // What no script changes comes out as it was.
      #expect(try Self.text(of: "swap-model.expected.jsonl").contains(piece))
    }
  }
}
