/// Runs the tests of scripts. There are two kinds:
///
/// - `NAME.lua` is run on the files of the folder `NAME.test`: `in.jsonl` (or another `in.…`) is
///   the input, `args` has further arguments, in quotes as for a shell, with further inputs among
///   them. What is written is compared with `expected.jsonl` (or another `expected.…`), what is
///   said with `expected.stderr` where that is there, and other files with those of the folder
///   `expected`. A run that fails is a failure, unless there is `expected.stderr`.
/// - each function `test_…` of a file `test_….lua`, in a state of its own.
///
/// The process changes its working directory while they run.
///
///     let report = try ScriptTests(["scripts"]).execute()
///     for test in report.tests where test.failure != nil { print(test.name) }
public struct ScriptTests: Sendable {
  /// Scripts, folders `NAME.test`, and folders that are searched for these with all their
  /// subfolders.
  public var paths: [Path]
  /// Whether the actual results replace the expected ones.
  public var updates = false
  /// Directories in which `require` looks after those of the scripts.
  public var moduleDirectories: [Path] = []
  /// Makes the options of a run from the script, the inputs and the arguments of a test. Throws
  /// for arguments that it does not understand.
  public var makeRun:
    @Sendable (_ script: Path, _ inputs: [Path], _ arguments: [String]) throws -> RunOptions = {
      script, inputs, arguments in
      if let first = arguments.first {
        throw RunError(.usage, "there are arguments, such as \(first), and nothing that reads them")
      }
      return RunOptions(script: .file(script), inputs: inputs.map { .file($0) })
    }

  /// The tests of these folders and scripts.
  public init(_ paths: [Path]) { self.paths = paths }

  /// Runs all tests. Throws if there are none, or if files cannot be read.
  public func execute() throws(RunError) -> ScriptTestReport {
    let context = TestContext(
      updates: updates, moduleDirectories: moduleDirectories, makeRun: makeRun,
      execute: { (options) throws(RunError) in try Run(options).execute() })
    return ScriptTestReport(tests: try context.run(paths.isEmpty ? ["."] : paths))
  }
}
