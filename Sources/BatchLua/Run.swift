/// One pass of a script over its inputs.
public struct Run: Sendable {
  let options: RunOptions

  /// A run; nothing is opened before `execute`.
  public init(_ options: RunOptions) {
    var options = options
    // Opened by another name it would be read from its beginning, or by two.
    options.inputs = options.inputs.map { $0.path?.isStandardInput == true ? "-" : $0 }
    self.options = options
  }

  /// Executes the run on a thread of its own, whose large stack lets runaway recursion fail with a
  /// Lua error instead of a crash. The calling thread waits for it. When this throws, no output file
  /// has changed.
  @discardableResult
  public func execute() throws(RunError) -> RunSummary {
    if options.isSandboxed && options.allowsIO {
      throw RunError(
        .usage,
        "\(options.names(.allowsIO)) is for scripts that one trusts, \(options.names(.isSandboxed)) for "
          + "others: take one of them")
    }
    if options.allowsIO && options.capabilities != .all {
      throw RunError(
        .usage,
        "a script with \(options.names(.allowsIO)) has all capabilities; it cannot lack some")
    }
    let options = try options.withSelection()
    return try RunError.only {
      if options.isSandboxed { return try SandboxedRun(options: options).execute() }
      return try withStreams {
        try onLargeStack(size: options.stackSize) { try RunSession.run(options) }
      }
    }
  }

  /// Does `body` with standard streams that the script may use.
  func withStreams<Result>(_ body: () throws -> Result) throws -> Result {
    if !options.allowsIO { return try body() }
    let takesInput = options.inputs.isEmpty || options.inputs.contains(where: \.isStandardInput)
    return try StandardStreams.apart(takesInput: takesInput, body)
  }

  /// The options that the script declares, by name; nil when it declares none and so takes any.
  /// Its top level runs for that; what it does after the declaration may fail.
  public func scriptOptions() throws(RunError) -> [ScriptOption]? {
    try RunError.only {
      if options.isSandboxed { return try SandboxedRun(options: options).scriptOptions() }
      return try withStreams { try onLargeStack { try RunSession.scriptOptions(options) } }
    }
  }
}
