/// What `Split` does.
public struct SplitOptions: Sendable {
  /// What is read.
  public var scan: ScanOptions
  /// The pattern of the paths: `{part}` or `{part:03}` stands for the number of the part, from 1,
  /// and `{key}` for the value of `key` for its lines.
  public var output: Path
  /// The most lines of a part. If no limit is given at all, those of the profile hold.
  public var maxRequests: Int?
  /// The most bytes of a part.
  public var maxBytes: Int?
  /// The most tokens of a part, as estimated.
  public var maxTokens: Int?
  /// The number of parts, of about the same size in bytes; lines keep their order.
  public var parts: Int?
  /// An expression; lines with the same value go to the same parts.
  public var key: LuaExpression?
  /// The type of the records that the expression gets.
  public var type = RecordType.detect
  /// What the expression may use.
  public var expressions = ExpressionOptions()
  /// What happens with lines that are not JSON objects, or exceed a limit on their own.
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
