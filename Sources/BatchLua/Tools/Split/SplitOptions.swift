/// What `Split` does.
public struct SplitOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// Where the parts go: `{part}` or `{part:03}` stands for the number of the part, from 1, and
  /// `{key}` for what `key` says of its lines.
  public var output: Path
  /// How many lines a part may have. When no limit is given, those of the profile hold.
  public var maxRequests: Int?
  /// How many bytes a part may have.
  public var maxBytes: Int?
  /// How many tokens a part may have, as they are estimated.
  public var maxTokens: Int?
  /// How many parts there are to be, as even in bytes as the order of the lines lets them.
  public var parts: Int?
  /// An expression: lines of the same value go to the same parts.
  public var key: LuaExpression?
  /// What the expression may use.
  public var expressions = ExpressionOptions()
  /// What happens with lines that are no JSON objects, or more than a part may have.
  public var lines = LinePolicy()
  /// Called with each message for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Splits these inputs.
  public init(inputs: [Path], output: Path) {
    scan = ScanOptions(inputs: inputs)
    self.output = output
  }
}
