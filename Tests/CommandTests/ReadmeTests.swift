import BatchLua
import BatchModel
import Foundation
import Testing

/// Runs what README.md shows, and compares what comes out with what it says comes out.
@Suite struct ReadmeTests {
  /// A fenced block: its language and its text.
  struct Block {
    var language: String
    var text: String
  }

  let blocks: [Block]
  let lines: [Substring]

  init() throws {
    let file = CommandRunner.package.appending(path: "README.md")
    lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var blocks: [Block] = []
    var isOpen = false
    for line in lines {
      if line.hasPrefix("```") {
        if !isOpen { blocks.append(Block(language: String(line.dropFirst(3)), text: "")) }
        isOpen.toggle()
      } else if isOpen {
        blocks[blocks.count - 1].text += line + "\n"
      }
    }
    try #require(!isOpen)
    self.blocks = blocks
  }

  /// In order and in one directory, so that a block may use what one before it wrote. Blocks of
  /// Lua are files, named in their first line. A block without an output block must be silent on
  /// standard error.
  @Test func commandsDoWhatIsShown() throws {
    try CommandRunner.inTemporaryDirectory { directory in
      try FileManager.default.createSymbolicLink(
        at: directory.appending(path: "scripts"),
        withDestinationURL: CommandRunner.package.appending(path: "scripts"))
      var commands = 0
      for (index, block) in blocks.enumerated() {
        switch block.language {
        case "lua": try write(block, in: directory)
        case "sh":
          commands += 1
          let following = index + 1 < blocks.count ? blocks[index + 1] : nil
          try run(block, following, in: directory)
        case "text", "jsonl": #expect(index > 0 && blocks[index - 1].language == "sh")
        default: #expect(block.language == "swift")
        }
      }
      #expect(commands > 5)
    }
  }

  private func write(_ block: Block, in directory: URL) throws {
    let first = try #require(block.text.split(separator: "\n").first)
    try #require(first.hasPrefix("-- ") && first.hasSuffix(".lua"))
    let file = directory.appending(path: String(first.dropFirst(3)))
    try block.text.write(to: file, atomically: true, encoding: .utf8)
  }

  private func run(_ block: Block, _ following: Block?, in directory: URL) throws {
    // scripts/batchlua would build the release program: the one beside the tests stands in for it.
    // scripts/test runs these tests, so they cannot run it.
    let command = block.text.replacing("scripts/batchlua ", with: "batchlua ")
      .replacing("scripts/test\n", with: "")
    let isShown = following.map { ["text", "jsonl"].contains($0.language) } ?? false
    let result = try CommandRunner.run(command, in: directory, mixed: isShown)
    #expect(result.exitCode == 0, "\(command)\(result.output)\(result.errors)")
    if let following, isShown {
      #expect(result.output == following.text, "\(command)")
    } else {
      #expect(result.errors == "", "\(command)")
    }
  }

  @Test func profilesAreThoseThatAreDeclared() {
    #expect(lines.joined(separator: "\n").contains(Profile.table))
  }

  @Test func theTwoCommandsStandAtTheTop() throws {
    let expected = """
      scripts/batchlua run scripts/examples/swap-model.lua scripts/examples/requests.jsonl
      scripts/test

      """
    #expect(blocks.first?.text == expected)
    for name in ["batchlua", "test", "bench"] {
      let script = CommandRunner.package.appending(path: "scripts/\(name)")
      #expect(FileManager.default.isExecutableFile(atPath: script.path(percentEncoded: false)))
    }
  }

  @Test func theSwiftCodeIsThatOfThisFile() throws {
    let swift = blocks.filter { $0.language == "swift" }
    try #require(swift.count == 1)
    let head = "import BatchLua\n\n"
    try #require(swift[0].text.hasPrefix(head))
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    #expect(source.hasPrefix("import BatchLua\n"))
    #expect(source.contains("\n\n" + swift[0].text.dropFirst(head.count)))
  }

  @Test func theSwiftCodeWorks() throws {
    try CommandRunner.inTemporaryDirectory { directory in
      let output = directory.appending(path: "out.jsonl").path(percentEncoded: false)
      let input = ExamplesTests.directory.appending(path: "requests.jsonl")
      let summary = try swapModel(
        of: .file(input.path(percentEncoded: false)), into: .file(output))
      #expect(summary.read == 8 && summary.written == 8)
      let written = try String(contentsOfFile: output, encoding: .utf8)
      #expect(written == (try ExamplesTests.text(of: "swap-model.expected.jsonl")))
    }
  }

  // MARK: Tables

  /// The first cells of the table under a heading, without its head.
  private func table(_ heading: String) throws -> [String] {
    let start = try #require(lines.firstIndex { $0.hasPrefix("## \(heading)") })
    let rows = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| ") }
    try #require(rows.count > 1)
    return rows.dropFirst().map { row in
      String(row.dropFirst(2).prefix { $0 != "|" }).trimmingCharacters(in: .whitespaces)
    }
  }

  private func options(in text: String) -> Set<String> {
    Set(text.matches(of: /(?:^|[\s`])(--?[A-Za-z][a-z-]*)/).map { String($0.output.1) })
  }

  @Test func theOptionsAreThoseOfTheProgram() throws {
    let help = try CommandRunner.run("batchlua run --help", in: CommandRunner.package).output
    let list = try #require(help.range(of: "\nOPTIONS:\n"))
    let inHelp = help[list.upperBound...].split(separator: "\n")
      .filter { $0.hasPrefix("  -") }.map { $0.prefix(25) }.joined(separator: "\n")
    let inTable = try table("`batchlua run").joined(separator: "\n")
    #expect(options(in: inTable).contains("--on-error"))
    #expect(options(in: inTable) == options(in: inHelp))
  }

  @Test func theProfilesAreThoseOfTheProgram() throws {
    let command = "batchlua run --profile ? -e true"
    let message = try CommandRunner.run(command, in: CommandRunner.package).errors
    let list = try #require(message.range(of: "there are "))
    let names = message[list.upperBound...].split(separator: ",").map {
      "`\($0.trimmingCharacters(in: .whitespacesAndNewlines))`"
    }
    #expect(try table("Profiles") == names)
  }

  /// A command line for each exit code.
  private static let endings = [
    "0": "batchlua run -e true requests.jsonl",
    "1": "batchlua run --on-error skip -e 'assert(body.seed)' requests.jsonl",
    "2": "batchlua run -e true no-such-file.jsonl",
    "3": "batchlua run -e 'body.model = 1 +' requests.jsonl",
    "4": "batchlua run -e 'assert(body.seed)' requests.jsonl",
    "130": "timeout --preserve-status -s INT 1 batchlua run -e 'while true do end' requests.jsonl",
  ]

  @Test func theExitCodesAreThoseOfTheProgram() throws {
    let codes = try table("Exit codes")
    #expect(codes.count >= 5)
    for code in codes {
      let command = try #require(Self.endings[code])
      let result = try CommandRunner.run(command, in: ExamplesTests.directory)
      #expect("\(result.exitCode)" == code, "\(command)")
    }
  }
}

func swapModel(of input: RunInput, into output: RunOutput) throws -> RunSummary {
  let script = RunOptions.Script.code(#"body.model = "gpt-5-mini""#)
  var options = RunOptions(script: script, inputs: [input])
  options.output = output
  options.onMessage = { print($0) }
  return try Run(options).execute()
}
