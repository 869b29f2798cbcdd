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
    try onLargeStack { try Runner(options).run() }
  }
}

/// The work of a run: the way of one line from input to output.
final class Runner {
  private let options: RunOptions
  private let source: ScriptSource
  private let sink: RecordSink
  private let engine: Engine
  private let output: OutputFile
  private let rejects: Rejects?
  private var summary = RunSummary()
  private let started = ContinuousClock.now
  private var reported = ContinuousClock.now
  private let describer: Describer

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
    sink = RecordSink(profile: profile)
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
    let isGenerator = engine.vm.hasHooks && options.inputs.isEmpty
    if !engine.vm.hasTransform && !engine.vm.hasFilter && !isGenerator {
      throw RunError(
        .script,
        "error: \(source.name) defines neither filter nor transform, and there is input")
    }
    output = try OutputFile(options.output)
    rejects = try options.rejects.map { (path) throws(RunError) in try Rejects(path) }
    describer.outcome = { [unowned self] in outcome(hint: "") }
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
    sink.onLog = { [unowned self] level, text in
      options.onMessage(
        "\(level): \(describer.currentPlace)\(Diagnostic.printable(text, limit: 4000))")
    }
    engine.onEmit = { [unowned self] in try drainOutsideOfRecords() }
    do {
      try hook { () throws(ScriptError) in try engine.vm.begin() }
      let inputs = options.inputs.isEmpty && hasWork ? ["-"] : options.inputs
      for input in inputs where !engine.isStopped { try read(input) }
      try hook { () throws(ScriptError) in try engine.vm.finish() }
      try flush()
      try engine.files.finish()
      try checkFile()
      try OutputFile.commit([output] + (rejects?.files ?? []) + engine.files.outputs)
      engine.files.keepDirectories()
    } catch {
      output.discard()
      engine.files.discard()
      guard let error = error as? ScriptError else { throw error }
      throw RunError(.record, describer.describe(error).rendered(outcome: outcome))
    }
    return finishedSummary
  }

  private var hasWork: Bool { engine.vm.hasTransform || engine.vm.hasFilter }

  private var finishedSummary: RunSummary {
    var summary = summary
    summary.written = sink.written
    summary.bytesWritten = output.bytesWritten
    let elapsed = started.duration(to: .now).components
    summary.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return summary
  }

  // MARK: The way of a line

  /// Chunks of whole lines, each a document that lives as long as Lua holds a part of it.
  private func read(_ input: String) throws {
    let reader = try LineReader(input)
    let name = reader.name
    let source = try ChunkSource(reader, pool: engine.pool)
    defer { source.stop() }
    var line = 1
    while !engine.isStopped, let document = try source.next() {
      let origin = Engine.Origin(file: name, firstLine: line, firstRecord: summary.read + 1)
      engine.origins[document.address] = origin
      describer.origin = origin
      line += document.physicalLines
      summary.bytesRead += document.text.count
      try process(document)
      try flush()
      retire(document)
      reportProgress()
    }
  }

  private func process(_ document: Document) throws {
    try engine.vm.adopt(document.address, expecting: document.lines.count)
    defer { engine.vm.release(document.address) }
    for line in document.lines {
      summary.read += 1
      try process(line, of: document)
      if engine.isStopped { return }
    }
  }

  private func process(_ line: Line, of document: Document) throws {
    describer.current = (document, line)
    engine.rejection = nil
    do {
      if let problem = line.problem { throw problem }
      guard let type = engine.recordType(of: line.root, in: document) else {
        let value = document.value(line.root)
        throw NotARecord(
          found: value.description, isObject: document.node(line.root).kind == .object)
      }
      engine.emitted = false
      engine.isInRecord = true
      defer { engine.isInRecord = false }
      let verdict = try engine.vm.record(
        document.address, type: type.rawValue, id: line.root)
      if let reason = engine.rejection { throw Rejection(reason: reason) }
      if verdict == BL_KEPT && !engine.emitted {
        try engine.write(document, line, type)
      }
      if sink.isEmpty { summary.dropped += 1 }
      sink.commit()
      try engine.files.commit()
    } catch {
      sink.rollback()
      engine.files.rollback()
      if let failure = engine.files.failure { throw failure }
      try reject(line, of: document, because: error)
    }
  }

  /// A record that is not taken: the end of the run, or a count and a line in the rejects.
  private func reject(
    _ line: Line, of document: Document, because error: any Error
  ) throws {
    let diagnostic = describer.describe(error)
    summary.rejected += 1
    let isFinal = (error as? ScriptError)?.kind == .memory
    let isAsked = error is Rejection
    if isFinal || options.onError == .fail && !isAsked {
      throw RunError(.record, diagnostic.rendered(outcome: isFinal ? outcome(hint: "") : outcome))
    }
    try rejects?.add(document.bytes(of: line), diagnostic)
    options.onMessage(
      diagnostic.rendered(
        level: isAsked ? "rejected" : "error", outcome: "the record is left out"))
    if let most = options.maxErrors, summary.rejected >= most {
      throw RunError(
        .record,
        "error: \(summary.rejected) records were rejected, as many as --max-errors allows\n"
          + "  \(outcome)")
    }
  }

  private func hook(_ body: () throws(ScriptError) -> Void) throws {
    describer.current = nil
    do throws(ScriptError) {
      try body()
      sink.commit()
    } catch {
      if let failure = engine.files.failure { throw failure }
      throw RunError(.record, describer.describe(error).rendered(outcome: outcome))
    }
  }

  private func flush() throws {
    try sink.drain { (bytes) throws in try output.write(bytes) }
  }

  /// What begin and finish emit need not wait for their end.
  private func drainOutsideOfRecords() throws(RunError) {
    if engine.isInRecord { return }
    sink.commit()
    if sink.size < 1 << 18 { return }
    try engine.files.guarded { () throws(RunError) in
      do {
        try flush()
      } catch {
        throw error as? RunError ?? RunError(.io, "\(error)")
      }
    }
  }

  private func retire(_ document: Document) {
    guard engine.retire(document) else { return engine.reclaim() }
    engine.vm.collectGarbage()
    engine.settle()
  }

  private func reportProgress() {
    guard let onProgress = options.onProgress else { return }
    let now = ContinuousClock.now
    guard reported.duration(to: now) > .milliseconds(200) else { return }
    reported = now
    onProgress(finishedSummary)
  }

  // MARK: The end

  /// What the service would say of the whole file: warnings, or errors under `--strict`.
  private func checkFile() throws {
    let profile = engine.options.profile
    var problems = sink.fileProblems
    if options.output != nil && summary.read > 0 && sink.written == 0 && options.recordType != .json
    {
      problems.append(.emptyFile)
    }
    var texts = problems.map { "\($0.message) (\(profile.name(of: $0)))" }
    let unstored = sink.metadataWithoutStore
    if unstored > 0 {
      texts.append(
        "\(unstored) chat requests have 'metadata' without 'store': true, which OpenAI refuses")
    }
    texts += engine.files.problems.map { "\($0.path): \($0.code.message) (\($0.code.name))" }
    if texts.isEmpty { return }
    if options.isStrict {
      throw RunError(
        .record,
        texts.map { "error: \($0)" }.joined(separator: "\n") + "\n  \(outcome(hint: ""))")
    }
    for text in texts { options.onMessage("warning: \(text)") }
  }

  /// What an error means for the output.
  private var outcome: String {
    outcome(
      hint: options.onError == .fail
        ? " (--on-error=skip or quarantine goes on past bad records)" : "")
  }

  private func outcome(hint: String) -> String {
    if output.isAtomic { return "nothing was written to \(output.name)\(hint)" }
    if output.bytesWritten == 0 { return "nothing was written to \(output.name)\(hint)" }
    return "\(output.bytesWritten) bytes had been written to \(output.name)\(hint)"
  }
}
