import ArgumentParser
import BatchLua

/// `batchlua test`: the tests of scripts.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the tests of Lua scripts.",
    usage: "batchlua test [OPTIONS] [DIR|SCRIPT ...]",
    discussion: """
      Examples:
        batchlua test
        batchlua test scripts/swap-model.lua
        batchlua test --update scripts

      Two kinds of tests are looked for in DIR (here without one) and below. NAME.lua is run over the \
      files of the folder NAME.test: in.jsonl is the input, args has further arguments of 'run', in \
      quotes as for a shell; what it writes has to be expected.jsonl, and where there is \
      expected.stderr, what it says has to be that. Each function test_… of a file test_….lua is \
      called, in a state of its own; it fails by an error, such as that of assert. The files beside \
      it are reached by require.

      With --format json prints one object: "object" ("test"), "tests", "failed" and "data", a list \
      of objects with "name", "passed", "message" and "updated".

      Exit codes: 0 all passed; 1 some failed; 2 usage, no tests, or files that cannot be read.
      """)

  @Argument(
    help: ArgumentHelp("Folders with tests, scripts that have some.", valueName: "DIR"),
    completion: .file(extensions: ["lua"]))
  var paths: [String] = []

  @Flag(name: .customLong("update"), help: "What is written now becomes what is expected.")
  var update = false

  @OptionGroup var modules: ModuleOptions

  @OptionGroup var report: FormatOption
  @OptionGroup var messages: MessageOptions

  func run() throws {
    try messages.enter()
    var tests = ScriptTests(paths.map(Arguments.path))
    tests.updates = update
    tests.moduleDirectories = modules.paths
    tests.makeRun = Self.makeRun
    let result = try tests.execute()
    switch try report.word {
    case .json: try Terminal.show(MessageText(lines: result.json))
    case .text: try Terminal.show(lines: MessageText(lines: result.text), Self.style(of:))
    }
    if result.failures > 0 { throw ExitCode(1) }
  }

  private static func style(of line: Substring) -> (count: Int, style: String)? {
    if line.hasPrefix("FAILED ") { return (6, "1;31") }
    if line.hasPrefix("  - ") { return (line.count, "31") }
    return line.hasPrefix("  + ") ? (line.count, "32") : nil
  }

  /// The run of `batchlua run ARGUMENTS SCRIPT INPUTS`.
  static func makeRun(
    _ script: Path, _ inputs: [Path], _ arguments: [String]
  ) throws -> RunOptions {
    // The parser treats all words behind the script as further inputs.
    let words = RunCommand.separated(["run"] + arguments).dropFirst()
    let names = ([script] + inputs).map { Arguments.text(of: $0.bytes) }
    do {
      return try RunCommand.parse(names + words).choices.options()
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(.usage, MessageText(lines: RunCommand.message(for: error)))
    }
  }
}
