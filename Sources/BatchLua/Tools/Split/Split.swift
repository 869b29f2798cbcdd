/// Cuts files into parts that a service accepts. Each line is in exactly one part. Without a key,
/// the parts one after the other are the input, byte for byte.
///
///     var options = SplitOptions(inputs: ["in.jsonl"], output: "part-{part:03}.jsonl")
///     options.maxRequests = 1000
///     print(try Split(options).execute().table)
public struct Split {
  private let options: SplitOptions

  /// Nothing is opened before `execute`.
  public init(_ options: SplitOptions) { self.options = options }

  /// Reads the inputs and writes all parts; if it throws, no file has changed.
  public func execute() throws(RunError) -> SplitReport {
    try onToolThread { try SplitPass(options).run() }
  }
}
