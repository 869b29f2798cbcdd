/// Cuts files into parts that a service takes. The parts in their order hold each line once; told
/// apart by nothing but their order, they are the input byte for byte.
///
///     var options = SplitOptions(inputs: ["in.jsonl"], output: "part-{part:03}.jsonl")
///     options.maxRequests = 1000
///     print(try Split(options).execute().table)
public struct Split {
  private let options: SplitOptions

  /// Nothing is opened before `execute`.
  public init(_ options: SplitOptions) { self.options = options }

  /// Reads the inputs and puts all parts in place, or none: then it throws.
  public func execute() throws(RunError) -> SplitReport {
    try onToolThread { try SplitPass(options).run() }
  }
}
