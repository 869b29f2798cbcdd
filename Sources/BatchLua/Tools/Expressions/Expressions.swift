internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// Evaluates Lua expressions over the records of a tool, in a state of its own, with the access,
/// the limits and the messages of a script. Expressions get copies of the records, so that
/// assignments have no effect outside.
///
/// To be used by one thread, which has a large stack: see `onLargeStack`.
final class Expressions: ScriptRunner {
  private let expressions: [LuaExpression]
  private let state: ScriptState
  /// One for each expression.
  private let describers: [ErrorDescriber]
  private var numbers: [Int32] = []
  /// The values of the last record, one for each expression.
  let values = RowValues()
  private(set) var current: (position: RecordPosition, index: Int)?
  let outcome = ErrorDescriber.nothingRead

  /// `onMessage` takes what the expressions log.
  init(
    _ expressions: [LuaExpression], _ options: ExpressionOptions, profile: Profile,
    names: OptionNames = .members, onMessage: @escaping (MessageText) -> Void
  ) throws(RunError) {
    self.expressions = expressions
    var stateOptions = ScriptStateOptions(
      world: OpenWorld(), interface: .batchLua(for: profile.shape))
    stateOptions.definitions = options.definitions
    stateOptions.limits = ScriptLimits(
      maxMemory: options.maxMemory, timeout: options.timeout, names: names)
    stateOptions.names = names
    for directory in options.moduleDirectories where !directory.isDirectory {
      throw RunError(
        .io, "cannot look for modules in \(directory): there is no such directory")
    }
    stateOptions.moduleDirectories = options.moduleDirectories
    stateOptions.profile = profile
    stateOptions.onLog = { level, text, position in
      let heading = position.map { InputPosition($0, profile.shape).heading } ?? ""
      onMessage("\(level): \(heading)\(text, limit: 4000)")
    }
    let sink = CheckedLines(profile: profile, capacity: 0)
    state = try RunSession.makeState(stateOptions, sink)
    describers = expressions.map { [state] in
      ErrorDescriber(ScriptSource(code: $0.code, name: $0.name), state)
    }
    try describers.first?.limitCalls()
    for number in expressions.indices { try load(number) }
  }

  private func load(_ number: Int) throws(RunError) {
    let (expression, describer) = (expressions[number], describers[number])
    do throws(ScriptError) {
      numbers.append(
        try state.vm.loadExpression(Array(expression.code.utf8), name: expression.name))
    } catch {
      let diagnostic = describer.describe(error, at: nil)
      throw RunError(diagnostic.kindOfLoading, diagnostic, outcome: outcome)
    }
    guard let uses = try? state.vm.nameUses(), !uses.loadsCode else { return }
    let undefined = UndefinedGlobals(uses, isBody: true)
    guard let use = undefined.all.first else { return }
    throw describer.scriptError(undefined.message(for: use.name), line: use.line)
  }

  // MARK: Evaluating

  /// Evaluates all expressions for a record of the given type, detected if `type` is nil. `out` is
  /// the result of a request: a root in a document of its own, or in the record's. Without it, a
  /// record that is a result is its own `out`. `number` is the 1-based number of the record. Throws
  /// a `RecordFault`.
  func evaluate(
    _ record: RecordPosition, number: Int = 1, as type: RecordType? = nil,
    out: (document: Document, root: UInt32)? = nil
  ) throws {
    values.clear()
    current = (record, number)
    defer { current = nil }
    do {
      let (document, line, origin) = record
      let kind = state.record(in: line, of: document, as: type)?.type ?? .object
      let request = try copy(line.root, of: document)
      state.documents.origins[request] = Origin(
        file: origin.file, firstLine: origin.firstLine + Int(line.number), firstRecord: number)
      var evaluation = bl_evaluation()
      evaluation.req.set(kind, rootOf: request)
      if let out {
        do {
          evaluation.out.set(
            .batchRequestOutput, rootOf: try copy(out.root, of: out.document))
        } catch {
          state.documents.takeBack(request)
          throw error
        }
      } else if kind == .batchRequestOutput {
        evaluation.out.tag = BL_ARGUMENT.rawValue
      }
      try state.run(by: self) { try evaluate(&evaluation) }
    } catch let error as RunError {
      throw error
    } catch {
      throw RecordFault(diagnostic: describe(error))
    }
  }

  private func evaluate(_ evaluation: inout bl_evaluation) throws {
    defer {
      if evaluation.handed < 1 {
        state.documents.takeBack(Document(address: evaluation.req.made.owner))
      }
      if evaluation.handed < 2, evaluation.out.tag == BL_NEW_OWNER.rawValue {
        state.documents.takeBack(Document(address: evaluation.out.made.owner))
      }
    }
    evaluation.taker = Unmanaged.passUnretained(values).toOpaque()
    evaluation.take = { context, taker, value in
      let values = Unmanaged<RowValues>.fromOpaque(taker!).takeUnretainedValue()
      return ScriptState.run(context) { try values.append(value!.pointee, of: $0) }
    }
    try numbers.withUnsafeBufferPointer { numbers in
      evaluation.expressions = numbers.baseAddress
      evaluation.count = numbers.count
      try state.vm.evaluate(&evaluation)
    }
    if !state.files.uncommitted.isEmpty {
      state.files.rollback()
      throw BindingError("an expression gives a value; writers are for the scripts of a run")
    }
  }

  func goDirect() {}

  func takeEmitted() throws {
    throw BindingError("an expression gives a value; batch.emit is for the scripts of a run")
  }

  /// Describes an error of the expression that was evaluated last.
  private func describe(_ error: any Error) -> Diagnostic {
    let number = min(values.count, expressions.count - 1)
    var diagnostic = describers[number].describe(error, at: current?.position)
    if diagnostic.script == nil {
      let first = expressions[number].code.split(separator: "\n", maxSplits: 1).first
      diagnostic.script = ScriptPosition(
        name: expressions[number].name, line: 1, text: first.map(String.init))
    }
    return diagnostic
  }

  private func copy(_ root: UInt32, of document: Document) throws -> Document {
    let copy = state.makeDocument(isSmall: true)
    if copy.load(copyOf: root, from: document) { return try state.finish(copy) }
    state.documents.takeBack(copy)
    return try state.load(document.bytes(of: root))
  }
}

/// An error that concerns one record.
struct RecordFault: Error {
  let diagnostic: Diagnostic

  /// The error that ends a tool which has written nothing.
  func error(outcome: MessageText) -> RunError {
    RunError(.record, diagnostic, outcome: outcome)
  }
}
