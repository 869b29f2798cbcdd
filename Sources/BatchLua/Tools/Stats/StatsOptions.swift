/// What `Stats` does.
public struct StatsOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// What lines are taken as; with `.json` they are neither requests nor results.
  public var type = RecordType.detect
  /// A JSON object of prices: patterns of models to `input`, `cached_input` and `output`, for a million
  /// tokens each. nil for no costs.
  public var prices: Path?
  /// Where a page for people goes, whole or not at all; nil for none.
  public var page: Path?
  /// Where the report goes, whole or not at all; nil for nowhere: who asks for it has it.
  public var output: Path?
  /// How the report looks there.
  public var format = ReportFormat.text
  /// Called with each message for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Counts these inputs.
  public init(inputs: [RunInput]) { scan = ScanOptions(inputs: inputs) }

  /// Counts the files of these paths.
  public init(inputs paths: some Sequence<Path>) { scan = ScanOptions(inputs: paths) }
}
