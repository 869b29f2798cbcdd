import BatchLua
import BatchModel
import Synchronization

/// A run of a script over lines in memory, whose output is collected.
struct HostRun {
  let output: String
  let summary: RunSummary

  @discardableResult
  init(
    _ script: String, _ input: String = #"{"n":1}"# + "\n",
    _ change: (inout RunOptions) -> Void = { _ in }
  ) throws(RunError) {
    let collected = Collected()
    var options = RunOptions(script: .source(script), inputs: [.bytes(Array(input.utf8))])
    options.output = .pushing { collected.append($0) }
    options.recordType = .json
    change(&options)
    summary = try Run(options).execute()
    output = collected.text
  }

  /// The error of such a run.
  static func failure(
    _ script: String, _ input: String = #"{"n":1}"# + "\n",
    _ change: (inout RunOptions) -> Void = { _ in }
  ) -> RunError? {
    do throws(RunError) {
      try HostRun(script, input, change)
      return nil
    } catch {
      return error
    }
  }
}
