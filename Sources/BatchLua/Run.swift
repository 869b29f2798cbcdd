/// One pass of a script over its inputs.
public struct Run {
  let options: RunOptions

  /// A run; nothing is opened before `execute`.
  public init(_ options: RunOptions) {
    var options = options
    // Opened by another name it would be read from its beginning, or by two.
    options.inputs = options.inputs.map { $0.isStandardInput ? "-" : $0 }
    self.options = options
  }

  /// Executes the run on a thread of its own, whose large stack lets runaway recursion fail with a
  /// Lua error instead of a crash. Throws a `RunError`; then no output file has changed.
  @discardableResult
  public func execute() throws -> RunSummary {
    if options.isSandboxed && options.allowsIO {
      throw RunError(
        .usage,
        "\(options.names(.allowsIO)) is for scripts that one trusts, \(options.names(.isSandboxed)) for "
          + "others: take one of them")
    }
    if options.isSandboxed { return try SandboxedRun(options: options).execute() }
    return try withStreams {
      try onLargeStack(size: options.stackSize) { try RunSession.run(options) }
    }
  }

  /// Does `body` with standard streams that the script may use.
  func withStreams<Result>(_ body: () throws -> Result) throws -> Result {
    if !options.allowsIO { return try body() }
    let takesInput = options.inputs.isEmpty || options.inputs.contains("-")
    return try StandardStreams.apart(takesInput: takesInput, body)
  }

  /// The options that the script declares, by name; nil when it declares none and so takes any.
  /// Its top level runs for that; what it does after the declaration may fail. Throws a `RunError`.
  public func scriptOptions() throws -> [ScriptOption]? {
    if options.isSandboxed { return try SandboxedRun(options: options).scriptOptions() }
    return try withStreams { try onLargeStack { try RunSession.scriptOptions(options) } }
  }
}
