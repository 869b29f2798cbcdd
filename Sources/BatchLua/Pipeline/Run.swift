internal import BatchModel
internal import Glibc
internal import LazyJSON
internal import CLua
internal import LuaVM

/// One pass of a script over its inputs.
public struct Run {
  let options: RunOptions

  /// A run; nothing is opened before `execute`.
  public init(_ options: RunOptions) { self.options = options }

  /// Does it, on a thread of its own with a stack that deep scripts need. Throws a `RunError`;
  /// then no output file has changed.
  @discardableResult
  public func execute() throws -> RunSummary {
    try onLargeStack(size: options.stackSize) { try Runner(options).run() }
  }
}

/// The work of a run: the way of one line from input to output.
final class Runner {
  private let options: RunOptions
  private let source: ScriptSource
  private let engine: Engine
  private let committer: Committer
  private let queue: CommitQueue
  private let describer: Describer
  private var recordsRead = 0
  /// The chunk being processed.
  private var chunk: Chunk?
  /// Whether records are written behind the script, on a thread of its own. That ends for good
  /// when the script writes by itself or reaches back to a record before the current one: then the
  /// order of what happens matters.
  private var isDeferring = true

  init(_ options: RunOptions) throws {
    self.options = options
    guard let profile = Profile.named(options.profile) else {
      let names = Profile.all.map(\.name).joined(separator: ", ")
      throw RunError(.usage, "there is no profile '\(options.profile)'; there are \(names)")
    }
    try Self.checkRejects(options)
    if case .file(let script) = options.script, let output = options.output,
      OutputTarget.resolve(script) == OutputTarget.resolve(output)
    {
      throw RunError(.usage, "-o would replace the script, \(output)")
    }
    source = try ScriptSource(options.script)
    let sink = RecordSink(profile: profile)
    engine = try Self.makeEngine(EngineOptions(options, source, profile), sink)
    describer = Describer(source: source, engine: engine)
    for input in options.inputs + [source.name] { engine.files.noteInput(input) }
    for path in [options.output, options.rejects, options.rejects.map { $0 + ".errors.jsonl" }] {
      if let path { engine.files.noteOutput(path) }
    }
    try Self.load(source, into: engine, describer)
    do {
      try engine.takeDefaults(of: source)
    } catch let error as ScriptError {
      throw RunError(.script, describer.describe(error).rendered(outcome: "nothing was read"))
    }
    try Self.checkEntries(engine.vm, source, options)
    describer.findEntry()
    let committer = try Committer(options, sink: sink, describer: Describer(for: describer))
    self.committer = committer
    queue = CommitQueue(committer)
    describer.outcome = { [unowned committer] in committer.outcome(hint: "") }
  }

  /// An engine within the limits of memory.
  static func makeEngine(
    _ options: EngineOptions, _ sink: RecordSink
  ) throws(RunError) -> Engine {
    do throws(ScriptError) {
      return try Engine(options: options, sink: sink)
    } catch {
      throw RunError(
        .usage,
        "\(ByteSize.text(options.limits.maxMemory)) of memory are too little for any script; "
          + "--max-memory SIZE gives more")
    }
  }

  /// Input needs filter or transform; a script that generates records, begin or finish.
  private static func checkEntries(
    _ vm: VM, _ source: ScriptSource, _ options: RunOptions
  ) throws(RunError) {
    if vm.hasTransform || vm.hasFilter || vm.hasHooks && options.inputs.isEmpty { return }
    let missing =
      vm.hasHooks
      ? "neither filter nor transform, and there is input"
      : "neither filter nor transform, nor begin or finish: there is nothing to do"
    throw RunError(.script, "error: \(source.name) defines \(missing)")
  }

  private static func checkRejects(_ options: RunOptions) throws(RunError) {
    guard let rejects = options.rejects else {
      if options.onError == .quarantine {
        throw RunError(.usage, "--on-error quarantine needs --rejects FILE")
      }
      return
    }
    if rejects == "-" { throw RunError(.usage, "--rejects takes a file, not standard output") }
    for path in [rejects, rejects + ".errors.jsonl"] {
      let place = OutputTarget.resolve(path)
      for (name, other) in others(options) where OutputTarget.resolve(other) == place {
        throw RunError(.usage, "--rejects would replace \(name), \(path)")
      }
    }
  }

  /// The files that rejects must leave alone, by what they are.
  private static func others(_ options: RunOptions) -> [(name: String, path: String)] {
    var files = options.inputs.filter { $0 != "-" }.map { (name: "the input", path: $0) }
    if let output = options.output { files.append(("the output", output)) }
    if case .file(let script) = options.script { files.append(("the script", script)) }
    return files
  }

  static func load(
    _ source: ScriptSource, into engine: Engine, _ describer: Describer
  ) throws(RunError) {
    try describer.limitCalls()
    do throws(ScriptError) {
      try source.load(into: engine.vm)
    } catch {
      throw RunError(.script, describer.describe(error).rendered(outcome: "nothing was read"))
    }
  }

  func run() throws -> RunSummary {
    engine.output.onLog = { [unowned self] level, text in
      options.onMessage(
        "\(level): \(describer.currentPlace)\(Diagnostic.printable(text, limit: 4000))")
    }
    engine.onEmit = { [unowned self] in try drainOutsideOfRecords() }
    engine.onDirect = { [unowned self] () throws(RunError) in try goDirect() }
    defer { queue.stop() }
    do {
      try hook { () throws(ScriptError) in try engine.vm.begin() }
      let inputs = options.inputs.isEmpty && hasWork ? ["-"] : options.inputs
      for input in inputs where !engine.isStopped { try read(input) }
      settle(try queue.drain())
      try hook { () throws(ScriptError) in try engine.vm.finish() }
      try committer.flush()
      try engine.files.finish()
      try checkFile()
      let rejects = committer.rejects?.files ?? []
      let outputs = [committer.output] + rejects + engine.files.outputs
      try OutputFile.commit(outputs, made: engine.files.directories)
      engine.files.keepDirectories()
    } catch {
      queue.stop()
      committer.output.discard()
      engine.files.discard()
      guard let error = error as? ScriptError else { throw error }
      throw RunError(.record, describer.describe(error).rendered(outcome: committer.outcome))
    }
    return committer.finished
  }

  private var hasWork: Bool { engine.vm.hasTransform || engine.vm.hasFilter }

  // MARK: The way of a line

  /// Chunks of whole lines, each a document that lives as long as Lua holds a part of it.
  private func read(_ input: String) throws {
    let reader = try LineReader(input)
    let source = try ChunkSource(reader, pool: engine.pool)
    defer { source.stop() }
    var line = 1
    while !engine.isStopped, let document = try source.next() {
      let origin = Engine.Origin(
        file: reader.name, firstLine: line, firstRecord: recordsRead + 1)
      engine.origins[document.address] = origin
      line += document.physicalLines
      try process(Chunk(document, origin))
    }
  }

  private func process(_ chunk: Chunk) throws {
    let document = chunk.document
    self.chunk = chunk
    try engine.vm.adopt(document.address, expecting: document.lines.count)
    defer {
      engine.vm.release()
      engine.leaveChunk()
      self.chunk = nil
    }
    if isDeferring { engine.enterChunk(document) }
    for index in 0..<document.lines.count {
      chunk.records += 1
      recordsRead += 1
      try process(index, of: chunk)
      if engine.isStopped { break }
    }
    if isDeferring {
      engine.noteAway(document)
      settle(try queue.submit(chunk))
    } else {
      committer.count(chunk, records: chunk.records)
      try committer.flush()
      retire(document)
    }
  }

  private func process(_ index: Int, of chunk: Chunk) throws {
    let document = chunk.document
    let line = document.lines[index]
    describer.current = (document, line, chunk.origin)
    engine.rejection = nil
    do {
      if let problem = line.problem { throw problem }
      guard let type = engine.recordType(of: line.root, in: document) else {
        let value = document.value(line.root)
        throw NotARecord(
          found: value.description, isObject: document.node(line.root).kind == .object)
      }
      engine.emitted = false
      engine.enterRecord(document, line.root)
      defer { engine.isInRecord = false }
      let verdict = try engine.vm.record(
        document.address, type: type.rawValue, id: line.root)
      if let rejection = engine.rejection { throw rejection }
      if isDeferring && engine.mustWriteNow { try goDirect() }
      if isDeferring {
        if verdict == BL_KEPT { try engine.freeze(document, line.root) }
        return chunk.add(verdict == BL_KEPT ? .kept : .dropped, type, index)
      }
      if verdict == BL_KEPT && !engine.emitted { try engine.write(document, line, type) }
      committer.keepRecord()
      try engine.files.commit()
    } catch {
      try reject(index, of: chunk, because: error)
    }
  }

  private func reject(_ index: Int, of chunk: Chunk, because error: any Error) throws {
    if let failure = engine.files.failure { throw failure }
    if isDeferring && engine.mustWriteNow { try goDirect() }
    let diagnostic = describer.describe(error)
    if isDeferring {
      chunk.add(diagnostic, index)
      if committer.isFatal(diagnostic) { try goDirect() }
    } else {
      committer.rollback()
      engine.files.rollback()
      try committer.reject(chunk.document.lines[index], of: chunk.document, diagnostic)
    }
  }

  private func hook(_ body: () throws(ScriptError) -> Void) throws {
    describer.current = nil
    do throws(ScriptError) {
      try body()
      engine.output.commit()
    } catch {
      if let failure = engine.files.failure { throw failure }
      throw RunError(.record, describer.describe(error).rendered(outcome: committer.outcome))
    }
  }

  /// What begin and finish emit need not wait for their end.
  private func drainOutsideOfRecords() throws(RunError) {
    if engine.isInRecord { return }
    engine.output.commit()
    if engine.output.size < 1 << 18 { return }
    try engine.files.guarded { () throws(RunError) in
      try RunError.only { () throws in try committer.flush() }
    }
  }

  // MARK: Writing behind

  /// Writes all that waits. From now on each record is written before the next one is read.
  private func goDirect() throws(RunError) {
    guard isDeferring else { return }
    isDeferring = false
    engine.leaveChunk()
    try engine.files.guarded { () throws(RunError) in
      try RunError.only { () throws in
        settle(try queue.drain())
        guard let chunk else { return }
        try committer.commit(chunk)
        chunk.clear()
      }
    }
  }

  /// Takes back chunks that are written.
  private func settle(_ chunks: [Chunk]) {
    for chunk in chunks where engine.takeBack(written: chunk.document) { retire(chunk.document) }
  }

  private func retire(_ document: Document) {
    guard engine.retire(document) else { return engine.reclaim() }
    engine.vm.collectGarbage()
    engine.settle()
  }

  // MARK: The end

  /// What the service would say of the whole file: warnings, or errors under `--strict`.
  private func checkFile() throws {
    let profile = engine.options.profile
    let sink = engine.output
    let summary = committer.finished
    var texts = sink.fileProblems
    if options.output != nil && summary.read > 0 && sink.written == 0 && options.recordType != .json
    {
      texts.append(profile.text(of: .emptyFile))
    }
    texts += engine.files.problems.map { "\($0.path): \($0.text)" }
    if texts.isEmpty { return }
    if options.isStrict {
      throw RunError(
        .record,
        texts.map { "error: \($0)" }.joined(separator: "\n") + "\n  \(committer.outcome(hint: ""))")
    }
    for text in texts { options.onMessage("warning: \(text)") }
  }
}
