internal import LazyJSON

/// Counts what is in files of requests and results.
///
///     print(try Stats(StatsOptions(inputs: ["out.jsonl"])).execute().text())
public struct Stats {
  private let options: StatsOptions

  /// Nothing is opened before `execute`.
  public init(_ options: StatsOptions) { self.options = options }

  /// Reads the inputs, and writes the page and the output that the options name, both or neither.
  public func execute() throws(RunError) -> StatsReport {
    try options.scan.inputs.paths.checkApart(from: options.page, options.output)
    let report = try onToolThread { try StatsPass(options).run() }
    var outputs: [ToolOutput] = []
    if let path = options.page { outputs.append(try Self.file(path, StatsPage(report).text)) }
    if let path = options.output {
      let isText = options.format == .text
      outputs.append(try Self.file(path, isText ? report.text() : report.json))
    }
    for warning in try ToolOutput.commit(outputs) { options.onMessage("warning: \(warning.text)") }
    return report
  }

  private static func file(_ path: Path, _ text: String) throws(RunError) -> ToolOutput {
    let output = try ToolOutput(path)
    try output.append { buffer in buffer.appendText(text) }
    return output
  }
}
