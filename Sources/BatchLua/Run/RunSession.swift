internal import BatchModel
internal import LazyJSON
internal import LuaVM

/// Executes a run: creates what it needs, processes the input, and ends it.
final class RunSession {
  let options: RunOptions
  let source: ScriptSource
  /// The record loops; the first one runs on the thread of the run.
  var workers: [RecordLoop] = []
  let committer: Committer
  let queue: CommitQueue
  let feed: InputFeed
  let sink: CheckedLines
  let cores: CPUAffinity
  /// Whether the number of states was chosen automatically: further states are made only if there
  /// is enough input.
  let isGuess: Bool
  /// Whether no record depends on earlier ones.
  private let isStateless: Bool

  var state: ScriptState { workers[0].state }
  var describer: ErrorDescriber { workers[0].describer }

  static func run(_ options: RunOptions) throws -> RunSummary {
    do {
      return try run(options.withStates(), isGuess: options.jobs == nil)
    } catch is NotStateless {
      // Running the script again is safe, because its top level has no effects.
      var options = options
      options.jobs = 1
      return try run(options, isGuess: false)
    }
  }

  /// Thrown for a script that seemed stateless before it ran, and is not.
  private struct NotStateless: Error {}

  private static func run(_ options: RunOptions, isGuess: Bool) throws -> RunSummary {
    let pool = DocumentPool()
    let monitor = ConditionLock()
    let cores = CPUAffinity(isUsed: options.keepsToCores)
    let feed = InputFeed(
      options.inputs, as: try options.inputFormat(), options.world.inputs, pool: pool,
      monitor: monitor, cores: cores)
    if let last = options.selection?.last { feed.lastRecord = last }
    let queue = CommitQueue(options, feed, monitor, cores)
    defer {
      feed.stop()
      queue.stop()
    }
    try options.control?.check()
    options.control?.note(feed)
    defer { options.control?.forgetFeed() }
    // The first chunks are read while the state is made.
    if feed.beginEarly() { try queue.start() }
    let runner = try RunSession(options, feed, queue, pool, cores, isGuess: isGuess)
    let summary = try runner.run()
    if options.endsProcess { _ = Unmanaged.passRetained(runner) }
    return summary
  }

  /// A session whose records are passed to it instead of read; `begin` has run.
  convenience init(stepwise options: RunOptions, _ pool: DocumentPool) throws {
    let monitor = ConditionLock()
    let cores = CPUAffinity(isUsed: false)
    let feed = InputFeed(
      [], as: try options.inputFormat(), pool: pool, monitor: monitor, cores: cores)
    try self.init(options, feed, CommitQueue(options, feed, monitor, cores), pool, cores)
    try whole { try begin() }
  }

  private init(
    _ options: RunOptions, _ feed: InputFeed, _ queue: CommitQueue, _ pool: DocumentPool,
    _ cores: CPUAffinity, isGuess: Bool = false
  ) throws {
    self.cores = cores
    self.isGuess = isGuess
    self.options = options
    self.feed = feed
    self.queue = queue
    let profile = try options.namedProfile()
    if options.world.opensFiles { try Self.check(options) }
    source = try options.world.source(of: options.script)
    sink = CheckedLines(profile: profile, form: options.outputForm)
    if options.isStrict { sink.checkStrictly() }
    let mode = options.writingMode
    let own = mode.isApart ? CheckedLines(profile: profile, waiting: PendingLines()) : sink
    let first = try Self.loaded(source, options, profile, own, mode.isApart ? sink : nil, pool)
    let obstacle = Self.obstacle(of: first.state, source)
    isStateless = obstacle == nil
    if mode.isApart, let obstacle {
      if isGuess { throw NotStateless() }
      throw Self.notStateless(obstacle, source, options)
    }
    let uses = try Self.checkNames(first, source, options)
    try Self.checkEntries(first.state.vm, source, options, uses)
    sink.setRows(
      CSVRows(columns: first.state.declaredColumns, separator: options.separator))
    try Self.checkStandardInput(first.state, options)
    committer = try Committer(options, sink: sink, describer: first)
    if committer.output.hasParts { sink.setParts(options.partLimits) }
    workers = [worker(first, mode)]
  }

  func worker(_ describer: ErrorDescriber, _ mode: WritingMode) -> RecordLoop {
    RecordLoop(
      describer, committer, queue, mode: mode, selection: options.selection,
      isStateless: isStateless)
  }

  func run() throws -> RunSummary {
    defer { options.onTimings?(LineTime.all(of: workers.map(\.describer))) }
    defer { queue.stop() }
    return try whole {
      try begin()
      if state.isStopped { feed.stop() }
      try process()
      return try end()
    }
  }

  /// An error in `body` ends the run and discards its outputs.
  func whole<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      queue.stop()
      committer.rejects.sayTally()
      committer.output.discard()
      state.files.discard()
      try options.control?.check()
      guard let error = error as? ScriptError else { throw error }
      let diagnostic = describer.describe(error, at: nil)
      throw RunError(diagnostic.kind, diagnostic, outcome: committer.outcome)
    }
  }

  /// Calls `begin`, before the first record.
  func begin() throws {
    try hook(workers[0]) { (vm) throws(ScriptError) in try vm.begin() }
    if options.inputs.isEmpty && options.readsStandardInput && hasWork {
      try claimStandardInput()
      feed.takeStandardInput()
    }
  }

  private var hasWork: Bool { state.vm.hasTransform || state.vm.hasFilter }

  func hook(
    _ worker: RecordLoop, outcome: MessageText? = nil, _ body: (VM) throws(ScriptError) -> Void
  ) throws {
    let state = worker.state
    do throws(ScriptError) {
      try state.run(by: worker) { () throws(ScriptError) in try body(state.vm) }
    } catch {
      if let failure = state.files.failure { throw failure }
      let diagnostic = worker.describer.describe(error, at: nil)
      throw RunError(diagnostic.kind, diagnostic, outcome: outcome ?? worker.outcome)
    }
    if worker === workers.first { committer.differences?.tellAdded(state.outlet) }
    state.outlet.commit()
  }
}
