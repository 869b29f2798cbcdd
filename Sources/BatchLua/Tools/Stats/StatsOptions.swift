/// The options of `Stats`.
public struct StatsOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// The type of the lines; with `.json` they are neither requests nor results.
  public var type = RecordType.detect
  /// A file with a JSON object of prices: patterns of models to `input`, `cached_input` and
  /// `output`, each for a million tokens. nil for no costs.
  public var prices: Path?
  /// The path of an HTML page, complete or absent; nil for none.
  public var page: Path?
  /// The path of the report, complete or absent; nil if the returned report is enough.
  public var output: Path?
  /// The format of the report.
  public var format = ReportFormat.text
  /// Called with each message for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Counts these inputs.
  public init(inputs: [RunInput]) { scan = ScanOptions(inputs: inputs) }

  /// Counts the files of these paths.
  public init(inputs paths: some Sequence<Path>) { scan = ScanOptions(inputs: paths) }
}
