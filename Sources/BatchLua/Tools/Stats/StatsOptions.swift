/// What `Stats` does.
public struct StatsOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// A JSON object of prices: patterns of models to `input`, `cached_input` and `output`, for a million
  /// tokens each. nil for no costs.
  public var prices: Path?
  /// Where a page for people goes, whole or not at all; nil for none.
  public var page: Path?
  /// Called with each message for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Counts these inputs.
  public init(inputs: [Path]) { scan = ScanOptions(inputs: inputs) }
}
