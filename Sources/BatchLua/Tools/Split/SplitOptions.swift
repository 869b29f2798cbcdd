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
  /// What lines are taken as by the expression.
  public var type = RecordType.detect
  /// What the expression may use.
  public var expressions = ExpressionOptions()
  /// What happens with lines that are no JSON objects, or more than a part may have.
  public var lines = LinePolicy()
  /// Called with each message for people.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Splits these inputs.
  public init(inputs: [RunInput], output: Path) {
    scan = ScanOptions(inputs: inputs)
    self.output = output
  }

  /// Splits the files of these paths.
  public init(inputs paths: some Sequence<Path>, output: Path) {
    self.init(inputs: paths.map(RunInput.file), output: output)
  }
}

extension SplitOptions {
  /// Throws for options that contradict each other, or the pattern of the output.
  func check(_ pattern: SplitPattern) throws(RunError) {
    let isLimited = maxRequests != nil || maxBytes != nil || maxTokens != nil
    if parts != nil && (isLimited || key != nil) {
      let other = isLimited ? "another limit" : "an expression"
      throw RunError(
        .usage,
        "\(scan.names(.parts)) cuts all lines into so many parts; it does not go with \(other)")
    }
    for case let limit? in [maxRequests, maxBytes, maxTokens, parts] where limit < 1 {
      throw RunError(.usage, "a limit of parts is 1 or more, got \(limit)")
    }
    if pattern.hasKeys != (key != nil) {
      throw RunError(
        .usage,
        pattern.hasKeys
          ? "{key} in \(output) stands for the value of an expression, and there is none"
          : "\(output) needs {key}, which stands for the value of the expression")
    }
    if !pattern.hasParts && (isLimited || !pattern.hasKeys) {
      throw RunError(
        .usage,
        "\(output) needs {part} or {part:03}, which stands for the number of the part, such as "
          + "'part-{part:03}.jsonl'")
    }
  }
}
