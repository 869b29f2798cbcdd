internal import BatchModel
internal import Glibc
internal import LazyJSON
internal import CLua
internal import LuaVM

/// The work of a run: makes all that it takes, and brings it to its end.
final class RunSession {
  let options: RunOptions
  let source: ScriptSource
  /// The first one works on the thread of the run.
  private(set) var workers: [RecordLoop] = []
  let committer: Committer
  private let queue: CommitQueue
  private let feed: InputFeed
  private let sink: CheckedLines
  private let cores: CPUAffinity

  var engine: ScriptState { workers[0].engine }
  private var describer: ErrorDescriber { workers[0].describer }

  static func run(_ options: RunOptions) throws -> RunSummary {
    let pool = DocumentPool()
    let monitor = ConditionLock()
    let cores = CPUAffinity(isUsed: options.keepsToCores)
    let profile = try options.namedProfile()
    let feed = InputFeed(
      options.inputs, of: profile.shape, options.world.inputs, as: options.framing,
      separator: options.separator, maxLine: options.maxLine, pool: pool, monitor: monitor,
      cores: cores)
    let queue = CommitQueue(options, monitor, cores) { feed.help() }
    defer {
      feed.stop()
      queue.stop()
    }
    // The first chunks are read while the state is made.
    if feed.beginEarly() { try queue.start() }
    let runner = try RunSession(options, feed, queue, pool, cores)
    let summary = try runner.run()
    if options.endsProcess { _ = Unmanaged.passRetained(runner) }
    return summary
  }

  private init(
    _ options: RunOptions, _ feed: InputFeed, _ queue: CommitQueue, _ pool: DocumentPool,
    _ cores: CPUAffinity
  ) throws {
    self.cores = cores
    self.options = options
    self.feed = feed
    self.queue = queue
    let profile = try options.namedProfile()
    if options.world.opensFiles { try Self.check(options) }
    source = try options.world.source(of: options.script)
    sink = CheckedLines(profile: profile, form: options.outputForm)
    let mode = options.writingMode
    let own = mode.isApart ? CheckedLines(profile: profile, waiting: PendingLines()) : sink
    let first = try Self.loaded(source, options, profile, own, mode.isApart ? sink : nil, pool)
    let uses = try Self.checkNames(first, source, options)
    try Self.checkEntries(first.engine.vm, source, options, uses)
    sink.setRows(
      CSVRows(columns: first.engine.declaredColumns, separator: options.separator))
    try Self.checkStandardInput(first.engine, options)
    if mode.isApart { try Self.checkStateless(first.engine, source) }
    committer = try Committer(options, sink: sink, describer: ErrorDescriber(for: first))
    if committer.output.hasParts { sink.setParts(options.partLimits) }
    workers = [worker(first, mode)]
    noteOutput(first)
  }

  /// From now on the script of this state may have written something.
  private func noteOutput(_ describer: ErrorDescriber) {
    describer.outcome = { [unowned committer] in committer.outcome(hint: "") }
  }

  private func worker(_ describer: ErrorDescriber, _ mode: WritingMode) -> RecordLoop {
    let worker = RecordLoop(describer.engine, describer, committer, queue, mode: mode)
    worker.engine.output.onLog = { [unowned describer, options] level, text in
      let place = describer.currentPlace
      describer.engine.vm.paused { options.say("\(level): \(place)\(text, limit: 4000)") }
    }
    return worker
  }

  /// Another state of the script, made on the thread that it works on: the first one is at work
  /// meanwhile.
  private func makeOther() throws -> RecordLoop {
    let profile = engine.options.profile
    let sink = CheckedLines(profile: profile, waiting: PendingLines())
    let forgotten = CheckedLines(profile: profile, capacity: 0, form: options.outputForm)
    let describer = try Self.loaded(
      source, options, profile, sink, forgotten, engine.pool,
      outcome: "not all states could be made")
    forgotten.setRows(CSVRows(columns: describer.engine.declaredColumns))
    describer.engine.onEmit = { [unowned engine = describer.engine] in
      if engine.isInRecord { return }
      forgotten.commit()
      forgotten.drain { _ in }
    }
    let worker = worker(describer, .apart)
    try hook(worker) { (vm) throws(ScriptError) in try vm.begin() }
    noteOutput(describer)
    return worker
  }

  /// A state with the script in it, and who describes its errors.
  private static func loaded(
    _ source: ScriptSource, _ options: RunOptions, _ profile: Profile, _ sink: CheckedLines,
    _ outside: CheckedLines?, _ pool: DocumentPool, outcome: MessageText = "nothing was read"
  ) throws -> ErrorDescriber {
    let engine = try makeEngine(
      ScriptStateOptions(options, source, profile), sink, outside, options.writingMode, pool)
    let describer = ErrorDescriber(source: source, engine: engine)
    describer.outcome = { outcome }
    for input in options.inputs + source.paths { engine.files.noteInput(input) }
    if options.writesStandardOutput { engine.files.noteStandardOutput() }
    for path in [options.output, options.rejects, options.rejects.map(Rejects.reasons)] {
      if let path { engine.files.noteOutput(path) }
    }
    try load(source, into: engine, describer)
    describer.findEntry()
    return describer
  }

  private static func checkStateless(
    _ engine: ScriptState, _ source: ScriptSource
  ) throws(RunError) {
    if engine.isStateless { return }
    throw RunError(
      .usage,
      "--jobs takes a script that keeps nothing from record to record and says so: \(source.name) "
        + "does not set stateless = true")
  }

  /// An engine within the limits of memory.
  static func makeEngine(
    _ options: ScriptStateOptions, _ sink: CheckedLines, _ outside: CheckedLines? = nil,
    _ mode: WritingMode = .behind, _ pool: DocumentPool = DocumentPool()
  ) throws(RunError) -> ScriptState {
    do throws(ScriptError) {
      return try ScriptState(
        options: options, sink: sink, outside: outside, mode: mode, pool: pool)
    } catch {
      let limit = options.limits.maxMemory
      if limit == 0 || limit > 1 << 20 {
        throw RunError(.record, MemoryRefusal.message(for: "any script"))
      }
      throw RunError(
        .usage,
        "\(ByteSize.text(limit)) of memory are too little for any script; "
          + "--max-memory SIZE gives more")
    }
  }

  /// Input needs filter or transform; a script that generates records, begin or finish.
  private static func checkEntries(
    _ vm: VM, _ source: ScriptSource, _ options: RunOptions, _ uses: NameUses?
  ) throws(RunError) {
    if vm.hasTransform || vm.hasFilter || vm.hasHooks && options.inputs.isEmpty { return }
    let missing: MessageText =
      vm.hasHooks
      ? "neither filter nor transform, and there is input"
      : "neither filter nor transform, nor begin or finish: there is nothing to do"
    let local: MessageText? = ["transform", "filter"].first { uses?.variables.contains($0) == true }
      .map { "; '\($0)' is local there, and only globals are looked at" }
    throw RunError(.script, "error: \(source.name) defines \(missing)" + (local ?? ""))
  }

  /// Throws when both the run and an option of the script read standard input.
  private static func checkStandardInput(
    _ engine: ScriptState, _ options: RunOptions
  ) throws(RunError) {
    let isInput = options.inputs.isEmpty && (engine.vm.hasTransform || engine.vm.hasFilter)
    if engine.readsStandardInput && (isInput || options.inputs.contains("-")) {
      throw RunError(.usage, "both an option of the script and the input are standard input")
    }
  }

  /// Throws for options that do not go together.
  static func check(_ options: RunOptions) throws(RunError) {
    try checkRejects(options)
    try checkParts(options)
    for directory in options.moduleDirectories where !directory.isDirectory {
      throw RunError(
        .io, "cannot look for modules in \(directory): there is no such directory")
    }
    try checkStreams(options)
    if options.framing == .csv || options.framing == .text,
      options.recordType == .input || options.recordType == .output
    {
      throw RunError(
        .usage,
        "--from \(options.framing.rawValue) gives "
          + (options.framing == .csv ? "rows" : "strings")
          + ", which are no \(options.recordType.rawValue)s; leave --type out")
    }
    if case .file(let script) = options.script, let output = options.output,
      OutputTarget.resolve(script) == OutputTarget.resolve(output)
    {
      throw RunError(.usage, "-o would replace the script, \(output)")
    }
  }

  /// Throws for an input that would be read twice and can be read once: standard input, a pipe.
  private static func checkStreams(_ options: RunOptions) throws(RunError) {
    if options.inputs.count < 2 { return }
    var streams: Set<FileIdentity> = []
    for input in options.inputs {
      guard let stream = FileIdentity(stream: input) else { continue }
      if streams.insert(stream).inserted { continue }
      let name: MessageText = input == "-" ? "standard input ('-')" : "\(input)"
      throw RunError(.usage, "\(name) is given twice; it can be read once")
    }
  }

  private static func checkParts(_ options: RunOptions) throws(RunError) {
    let hasParts =
      try options.output.flatMap { (path) throws(RunError) in
        try MainOutput.pattern(path)
      } != nil
    if !hasParts && !options.partLimits.isEmpty {
      throw RunError(
        .usage,
        "--max-requests and --max-bytes need {part} in -o, such as -o 'part-{part:03}.jsonl'")
    }
    if hasParts && options.isSandboxed {
      throw RunError(
        .usage,
        "--sandbox opens no further files: -o takes no {part} with it; write one file, and cut it in "
          + "another run")
    }
  }

  private static func checkRejects(_ options: RunOptions) throws(RunError) {
    guard let rejects = options.rejects else {
      if options.onError == .quarantine {
        throw RunError(.usage, "--on-error quarantine needs --rejects FILE")
      }
      return
    }
    if rejects == "-" { throw RunError(.usage, "--rejects takes a file, not standard output") }
    for path in [rejects, Rejects.reasons(of: rejects)] {
      let place = OutputTarget.resolve(path)
      if place == "/dev/null" { continue }
      if options.writesStandardOutput, let output = FileIdentity(StandardStreams.output),
        output == FileIdentity(path)
      {
        throw RunError(
          .usage, "\(path) is also standard output; --rejects FILE needs a file of its own")
      }
      for (name, other) in others(options) where OutputTarget.resolve(other) == place {
        throw RunError(.usage, "--rejects would replace \(name), \(path)")
      }
    }
  }

  /// The files that rejects must leave alone, by what they are.
  private static func others(_ options: RunOptions) -> [(name: MessageText, path: Path)] {
    var files = options.inputs.filter { $0 != "-" }.map {
      (name: "the input" as MessageText, path: $0)
    }
    if let output = options.output { files.append(("the output", output)) }
    if case .file(let script) = options.script { files.append(("the script", script)) }
    return files
  }

  static func load(
    _ source: ScriptSource, into engine: ScriptState, _ describer: ErrorDescriber
  ) throws(RunError) {
    try describer.limitCalls()
    do throws(ScriptError) {
      try source.load(into: engine.vm)
    } catch {
      if let fault = engine.optionFault { throw fault }
      throw RunError(.script, describer.describe(error).rendered(outcome: describer.outcome()))
    }
  }

  func run() throws -> RunSummary {
    engine.onEmit = { [unowned self] in try drainOutsideOfRecords() }
    defer { queue.stop() }
    do {
      try hook(workers[0]) { (vm) throws(ScriptError) in try vm.begin() }
      if options.inputs.isEmpty && hasWork {
        try claimStandardInput()
        feed.takeStandardInput()
      }
      if engine.isStopped { feed.stop() }
      try process()
      sink.inputs.line = 0
      for worker in workers {
        try hook(worker) { (vm) throws(ScriptError) in try vm.finish() }
      }
      sink.endRows()
      try committer.flush()
      try engine.files.finish()
      committer.sayTally()
      try committer.checkSum()
      warnOfDrops()
      warnOfEmptyTables()
      try checkFile()
      let rejects = committer.rejects?.files ?? []
      let outputs = committer.output.files + rejects + engine.files.outputs
      let losses = try options.world.commit(
        outputs, made: engine.files.directories, removing: staleParts())
      for loss in losses { options.say("warning: \(loss)") }
      engine.files.keepDirectories()
    } catch {
      queue.stop()
      committer.sayTally()
      committer.output.discard()
      engine.files.discard()
      guard let error = error as? ScriptError else { throw error }
      throw RunError(.record, describer.describe(error).rendered(outcome: committer.outcome))
    }
    var summary = committer.finished
    summary.count(engine.files)
    return summary
  }

  private func claimStandardInput() throws(RunError) {
    do throws(BindingError) {
      try engine.files.claim(reading: "-")
    } catch {
      throw RunError(.usage, "\(error.message), by the script or as the input")
    }
  }

  private var hasWork: Bool { engine.vm.hasTransform || engine.vm.hasFilter }

  /// Has each worker take chunks until there are no more. What went wrong first in the order of
  /// the input is what is thrown.
  private func process() throws {
    if options.jobs == 1 { feed.onMuch = { [unowned queue] in try queue.start() } }
    var failure: (any Error)?
    let others = (1..<options.jobs).map { Other(number: $0) }
    let threads = others.map { other in
      LargeStackThread(size: options.stackSize) { [unowned self, feed] in
        cores.take(other.number, of: options.jobs)
        do { other.worker = try makeOther() } catch {
          feed.stop()
          throw error
        }
        try other.worker?.work(on: feed)
      }
    }
    for thread in threads { failure = failure ?? thread.start() }
    if !threads.isEmpty { cores.take(0, of: options.jobs) }
    if failure == nil {
      do { try workers[0].work(on: feed) } catch { failure = error }
    } else {
      feed.stop()
    }
    for thread in threads {
      do { try thread.join() } catch { failure = failure ?? error }
    }
    workers += others.compactMap(\.worker)
    for worker in workers { try worker.finish() }
    if let failure { throw failure }
  }

  /// The worker of another thread, which is to be asked for when that has ended.
  private final class Other {
    let number: Int
    var worker: RecordLoop?

    init(number: Int) { self.number = number }
  }

  private func hook(_ worker: RecordLoop, _ body: (VM) throws(ScriptError) -> Void) throws {
    do throws(ScriptError) {
      try body(worker.engine.vm)
      worker.engine.outlet.commit()
    } catch {
      if let failure = worker.engine.files.failure { throw failure }
      let describer = worker.describer
      throw RunError(
        .record, describer.describe(error).rendered(outcome: describer.outcome()))
    }
  }

  /// What begin and finish emit need not wait for their end. The time of the call stands still while
  /// the output takes it.
  private func drainOutsideOfRecords() throws(RunError) {
    if engine.isInRecord { return }
    engine.outlet.commit()
    if engine.outlet.size < 1 << 18 { return }
    try engine.vm.paused { () throws(RunError) in
      try engine.files.guarded { () throws(RunError) in
        try RunError.only { () throws in try committer.flush() }
      }
    }
  }

  // MARK: The end

  /// What earlier runs that had more parts have left: named, or to be removed.
  private func staleParts() -> [Path] {
    var removed: [Path] = []
    warn(ofStale: committer.output.stale, remedy: "remove what is not wanted")
    for writer in engine.files.writers {
      let stale = writer.stale
      removed += stale.removed
      warn(ofStale: stale.kept, remedy: "replace = true of batch.writer removes such")
    }
    return removed.filter { !engine.files.isInUse($0) }
  }

  private func warn(ofStale paths: [Path], remedy: MessageText) {
    if paths.isEmpty { return }
    let last = paths.count == 1 ? " is" : " to \(paths[paths.count - 1]) are"
    options.say(
      "warning: \(paths[0])\(last) of an earlier run that had more parts; \(remedy)")
  }

  /// What the service would say of the whole file: warnings, or errors under `--strict`.
  private func checkFile() throws {
    let profile = engine.options.profile
    let summary = committer.finished
    var texts =
      committer.output.hasParts
      ? sink.partProblems.map {
        "\(committer.output.path(part: $0.part)): \($0.text)" as MessageText
      } : sink.fileProblems.map { "\($0)" as MessageText }
    if options.output != nil && summary.read > 0 && sink.written == 0
      && Accepted(options.outputForm, options.lineType) == [.requests, .results]
    {
      texts.append("\(profile.text(of: .emptyFile))")
    }
    texts += engine.files.problems.map { "\($0.path): \($0.text)" as MessageText }
    if texts.isEmpty { return }
    if options.isStrict {
      throw RunError(
        .record,
        texts.map { "error: \($0)" as MessageText }.joined(separator: "\n")
          + "\n  \(committer.outcome(hint: ""))")
    }
    for text in texts { options.say("warning: \(text)") }
  }
}
