/// One pass of a script over its inputs.
public struct Run: Sendable {
  let options: RunOptions

  /// Creates a run. Opens nothing: that is done by the methods.
  public init(_ options: RunOptions) {
    var options = options
    options.inputs = options.inputs.asInputs
    self.options = options
  }

  /// Executes the run on a thread of its own, whose large stack lets runaway recursion fail with a
  /// Lua error instead of a crash. The calling thread waits for it. Throws if the run fails; then
  /// no output file has changed.
  @discardableResult
  public func execute() throws(RunError) -> RunSummary {
    if options.isSandboxed { return try RunError.only { try perform(options) } }
    // Only a call with a time limit may have to be abandoned.
    if options.timeout == nil || options.endsProcess {
      return try RunError.only {
        try onLargeStack(size: options.stackSize) { try perform(options) }
      }
    }
    return try start(RunControl()).wait().get()
  }

  /// Executes the run on the calling thread, or in a sealed process. In the first case the thread
  /// needs a large stack.
  private func perform(_ options: RunOptions) throws -> RunSummary {
    try options.checkTrust()
    let options = try options.withSelection()
    if options.isSandboxed { return try SandboxedRun(options: options).execute() }
    return try withStreams { try RunSession.run(options) }
  }

  /// Runs on a thread that may be abandoned; `end` is called when it has finished or was abandoned.
  func start(
    _ control: RunControl,
    end: @escaping @Sendable (Result<RunSummary, RunError>) -> Void = { _ in }
  ) -> Completion<RunSummary> {
    let completion = Completion<RunSummary>()
    let finish: @Sendable (Result<RunSummary, RunError>) -> Void = { result in
      if completion.finish(result) { end(result) }
    }
    control.begin { finish(.failure($0)) }
    var options = options
    options.control = control
    let failure = LargeStackThread.detached(size: options.stackSize) { [self, options] in
      finish(
        Result { () throws(RunError) in
          do throws(RunError) {
            return try RunError.only { try control.during { try perform(options) } }
          } catch {
            throw control.error ?? error
          }
        })
    }
    if let failure { finish(.failure(failure)) }
    return completion
  }

  /// Runs `body`; if the script may use `io`, with standard streams that keep its output apart
  /// from that of the run.
  func withStreams<Result>(_ body: () throws -> Result) throws -> Result {
    if !options.allowsIO { return try body() }
    return try StandardStreams.apart(takesInput: options.readsStandardInput, body)
  }

  /// The options that the script declares, sorted by name; nil if it declares none and so accepts
  /// any. Runs the script's top level, which may fail after the declaration.
  public func scriptOptions() throws(RunError) -> [ScriptOption]? {
    try RunError.only {
      if options.isSandboxed { return try SandboxedRun(options: options).scriptOptions() }
      return try withStreams { try onLargeStack { try RunSession.scriptOptions(options) } }
    }
  }
}
