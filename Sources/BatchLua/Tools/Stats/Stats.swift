internal import LazyJSON

/// Counts what is in files of requests and results.
///
///     print(try Stats(StatsOptions(inputs: ["out.jsonl"])).execute().text())
public struct Stats {
  private let options: StatsOptions

  /// Nothing is opened before `execute`.
  public init(_ options: StatsOptions) { self.options = options }

  /// Reads the inputs; with a page, puts it in its place.
  public func execute() throws(RunError) -> StatsReport {
    let report = try onToolThread { try StatsPass(options).run() }
    guard let path = options.page else { return report }
    let output = try ToolOutput(path)
    try output.append { buffer in buffer.appendText(StatsPage(report).text) }
    for warning in try ToolOutput.commit([output]) { options.onMessage("warning: \(warning.text)") }
    return report
  }
}
