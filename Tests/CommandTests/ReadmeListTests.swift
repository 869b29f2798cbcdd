import BatchModel
import Foundation
import LazyJSON
import Testing

@testable import BatchLua
@testable import BatchLuaReference

/// Lists that README.md and the help repeat from declarations are those of the declarations.
@Suite struct ReadmeListTests {
  private let page: Page

  init() throws { page = try Page("README.md") }

  /// The help of an option, its lines joined.
  private static func help(_ option: String) throws -> String {
    let help = try CommandRunner.run("batchlua run --help", in: CommandRunner.package).output
    let start = try #require(help.range(of: "\n  \(option) "), "\(option)")
    let lines = help[start.upperBound...].split(separator: "\n").map(String.init)
    let more = lines.dropFirst().prefix { $0.hasPrefix("      ") }
    return ([lines[0]] + more).map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ")
  }

  private static let words: [(option: String, words: [String])] = [
    ("--from", InputFraming.allCases.map(\.rawValue)),
    ("--to", OutputForm.allCases.map(\.rawValue)),
    ("--type", RecordType.allCases.map(\.rawValue)),
    ("--on-error", RunOptions.ErrorPolicy.allCases.map(\.rawValue)),
    ("--progress", ["auto", "always", "never", "json"]),
    ("--diagnostics", ["text", "json"]), ("--color", ["auto", "always", "never"]),
  ]

  @Test func wordsOfOptionsAreThoseThatAreTaken() throws {
    let rows = try page.section("## `batchlua run [OPTIONS] SCRIPT [INPUT…]`")
    for (option, words) in Self.words {
      let row = try #require(rows.first { $0.hasPrefix("| `\(option) ") }, "\(option)")
      let inReadme = Page.code(in: row).dropFirst()
        .filter { !$0.hasPrefix("-") && !$0.contains(/[A-Z_]{3}/) }
      #expect(inReadme == words, "\(option)")
      let help = try Self.help(option)
      for word in words { #expect(help.contains(word), "\(option): \(word)") }
      let message = try CommandRunner.run(
        "batchlua run \(option) ? -e true", in: CommandRunner.package
      ).errors
      let taken = words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
      #expect(message.contains("\(option) takes \(taken), got '?'"), "\(message)")
    }
  }

  @Test func framingsAndForms() throws {
    for (heading, words) in [
      ("`--from`", InputFraming.allCases.map(\.rawValue)),
      ("`--to`", OutputForm.allCases.map(\.rawValue)),
    ] {
      let lines = try page.section("### JSON, rows and texts")
      let rows = lines.drop { !$0.hasPrefix("| \(heading) |") }.prefix { $0.hasPrefix("|") }
      #expect(rows.dropFirst(2).compactMap { Page.code(in: $0).first } == words)
    }
  }

  @Test func functionsOfScripts() throws {
    let rows = try page.table("## Writing a script")
    let names = rows.map { row in
      Page.code(in: row[0]).map { (code: String) -> String in String(code.prefix { $0 != "(" }) }
    }
    let entries = ScriptEntry.all.filter { $0.heading.hasPrefix($0.name + "(") }.map(\.name)
    #expect(names == entries.map { [$0] })
  }

  /// The methods and fields that the section on scripts lists.
  @Test func methodsAndFieldsOfRecords() throws {
    let lines = try page.section("## Writing a script").prefix { !$0.hasPrefix("### ") }
      .filter { $0.hasPrefix("- `") }
    let codes = lines.map { (line: Substring) -> [String] in Page.code(in: line) }
    let methods = codes.joined().filter { $0.contains("()") }.map { (code: String) -> String in
      String(code.drop { $0 != ":" }.dropFirst().dropLast(2))
    }
    let model = try #require(ModelType.all.first { $0.name == "BatchRequestOutput" })
    #expect(Set(methods) == Set(model.methods + ModelType.commonMethods))
    let fields = codes.filter { !$0.contains { $0.contains("()") } }.joined()
    #expect(Set(fields) == Set(HostObject.record.fields.map(\.name)))
    let reasons = try #require(lines.first { $0.hasPrefix("- `out:finish_reason()`") })
    #expect(Array(Page.code(in: reasons).dropFirst()) == FinishReason.all.map { "\($0.word)" })
    let usage = try #require(lines.first { $0.hasPrefix("- `out:usage()`") })
    let tokens = Page.code(in: usage).dropFirst()
    #expect(Array(tokens) == AnswerUsage.names.map { "\($0)" })
  }

  /// The summary in the help has the codes of the table, which a test runs.
  @Test func exitCodes() throws {
    let help = try CommandRunner.run("batchlua run --help", in: CommandRunner.package).output
      .replacing(/\s+/, with: " ")
    let summary = try #require(help.firstMatch(of: #/Exit codes: (.*?)\. /#)).output.1
    let codes = summary.split(separator: "; ").flatMap { $0.split(separator: ", ") }
      .compactMap { $0.split(separator: " ").first }.filter { Int($0) != nil }.map(String.init)
    #expect(codes == (try page.table("## Exit codes").map { $0[0] }))
  }

  @Test func limits() throws {
    let options = RunOptions(script: .code(""), inputs: [])
    let rows = try page.section("## `batchlua run [OPTIONS] SCRIPT [INPUT…]`")
    let size = ByteSize.text(options.maxLine)
    #expect(rows.contains { $0.hasPrefix("| `--max-line SIZE`") && $0.contains(size) })
    #expect(try Self.help("--max-line").contains("(default: \(size.replacing(" ", with: "")))"))
    #expect(try Page.read("Sources/BatchLua/BatchLua.docc/Security.md").contains(size))
    let tables = try Page.read("Sources/CLua/libraries/tables.c")
    let range = try #require(tables.firstMatch(of: /LONGEST_RANGE = (\d+)/)).output.1
    let code = try Page.read("Sources/CLua/code/code.h")
    let source = try #require(code.firstMatch(of: /BL_MAX_SOURCE = (\d+) << 20/)).output.1
    let chapters = Chapter.all.map(\.text).joined()
    let found = chapters.matches(of: /([\d,]{6,}) elements/).map {
      $0.output.1.filter { $0 != "," }
    }
    #expect(found.count > 1 && found.allSatisfy { $0 == range })
    let texts = chapters.matches(of: /(\d+) MiB of text|takes (\d+) MiB/)
      .compactMap { $0.output.1 ?? $0.output.2 }
    #expect(texts.count > 1 && texts.allSatisfy { $0 == source })
    let longest = ByteSize.text(ByteBuffer.longestRecord)
    #expect(chapters.contains("has at most \(longest)"))
    for file in ["Sources/LazyJSON/Text/EncodeError.swift", "Sources/CLua/json/walk.c"] {
      #expect(try Page.read(file).contains("longer than \(longest), the most"), "\(file)")
    }
  }

  private static let security = "Sources/BatchLua/BatchLua.docc/Security.md"
  private static let sandbox = "Sources/BatchLua/Sandbox/Sandbox.swift"
  private static let numbers = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
  ]

  /// What pages say in words of constants that have a name in the sources.
  @Test(arguments: [
    ("README.md", "The first # are shown", "Sources/BatchLua/Output/RejectTally.swift", "shown"),
    (security, "one for each input and # more", sandbox, "ownThreads"),
    (security, "for that time and # seconds", sandbox, "grace"),
  ])
  func constants(page: String, text: String, file: String, name: String) throws {
    let source = try Page.read(file)
    let pattern = try Regex("let \(name) = ([0-9]+)", as: (Substring, Substring).self)
    let number = try #require(source.firstMatch(of: pattern).flatMap { Int($0.output.1) })
    let words = text.replacing("#", with: Self.numbers[number])
    #expect(try Page.read(page).contains(words), "\(page): \(words)")
  }

  @Test func scriptsToBeginWith() throws {
    let examples = try Page.files(under: "scripts/examples", endingIn: ".lua")
      .filter { $0.split(separator: "/").count == 3 }
    #expect(page.text.contains("holds \(Self.numbers[examples.count]) scripts to begin with"))
  }

  @Test func suffixesOfPackedFiles() {
    for kind in Compression.allCases { #expect(page.text.contains("`\(kind.suffix)`")) }
  }

  /// "OpenAI's eight" are that many.
  @Test func endpoints() {
    #expect(BatchEndpoint.values.count == 8)
  }
}
