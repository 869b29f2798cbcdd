internal import BatchModel
internal import LazyJSON
internal import LuaVM

/// Turns errors into diagnostics, with the positions in the script and in the input, and a hint at
/// what was probably meant.
struct ErrorDescriber {
  let source: ScriptSource
  let state: ScriptState
  /// The position at which `transform` (or `filter`) begins, for errors without a line of their
  /// own; nil before the script is loaded.
  private var entry: ScriptPosition?

  init(_ source: ScriptSource, _ state: ScriptState) {
    self.source = source
    self.state = state
  }

  /// A describer for errors that occur after the script has been loaded.
  var loaded: ErrorDescriber {
    var loaded = self
    loaded.entry = state.vm.entryLine.map { line in
      scriptPosition(ScriptError.Position(source: source.name, line: line))
    }
    return loaded
  }

  /// `position` is that of the record being processed; `isLate` tells whether its time limit was
  /// exceeded.
  func describe(
    _ error: any Error, at position: RecordPosition?, isLate: Bool = false
  ) -> Diagnostic {
    var diagnostic = Diagnostic(message: "\(error)", code: "script_error")
    switch error {
    case let error as ScriptError where error.kind == .timeout || error.kind == .memory:
      diagnostic = describe(error.kind)
      diagnostic.script = error.position.map(scriptPosition) ?? entry
    case is EncodeError where isLate:
      diagnostic = describe(.timeout)
      diagnostic.script = entry
    case let error as ScriptError:
      diagnostic.message =
        Escapes.text(of: error.message) + suggestion(error)
        + nullElement(error, at: position)
        + Habits.hint(
          error, line: error.position.flatMap { source.line(at: $0, state.modules) },
          isBody: source.isBody)
      diagnostic.code = error.code ?? "script_error"
      diagnostic.param = error.param
      if let raised = state.raised, raised.message == diagnostic.message {
        (diagnostic.code, diagnostic.param) = (raised.code, raised.param)
      }
      diagnostic.script = error.position.map(scriptPosition) ?? entry
    case let error as SyntaxError:
      diagnostic.message =
        "\(state.options.framing.noun) is not valid JSON: \(error)\(hint(for: error, at: position))"
      diagnostic.code = ErrorCode.invalidJSONLine.name
    case let error as FramingFault:
      diagnostic.message = error.reason
      diagnostic.code = state.options.framing.faultCode
    case let error as NotARecord:
      diagnostic.message = describe(error)
      diagnostic.code =
        error.fitting.isEmpty ? "invalid_type" : ErrorCode.otherProfile(error.fitting).name
    case let error as RecordProblem:
      diagnostic.message = error.message(names)
      diagnostic.code = state.options.profile.name(of: error.code)
      diagnostic.param = state.options.profile.param(of: error.code)
      diagnostic.script = entry
    case let error as EncodeError:
      diagnostic.message = error.text
      diagnostic.code = "invalid_type"
      diagnostic.param = error.path.isEmpty ? nil : error.location
      diagnostic.script = entry
    case let error as BindingError:
      diagnostic.message = error.message
      diagnostic.script = entry
    case let error as LineProblem:
      diagnostic.message = error.description
      diagnostic.code = "invalid_type"
      diagnostic.script = entry
    case let error as Rejection:
      diagnostic.message = error.reason
      diagnostic.code = error.code ?? "rejected"
      diagnostic.param = error.param
      diagnostic.cause = .rejected
    default: break
    }
    diagnostic.input = position.map { InputPosition($0, shape) }
    return diagnostic
  }

  private var names: OptionNames { state.options.names }
  private var shape: Shape { state.options.profile.shape }

  /// A hint at what is probably wrong with the file; empty if there is none.
  private func hint(for error: SyntaxError, at position: RecordPosition?) -> String {
    guard let (document, line, origin) = position else { return "" }
    return BrokenFrame.hint(
      for: error, of: line, in: document, file: origin.file, framing: state.options.framing, names)
  }

  /// The diagnostic of a call that has exceeded its limit of memory or time.
  private func describe(_ kind: ScriptError.Kind) -> Diagnostic {
    var diagnostic = Diagnostic(
      message: state.options.limits.message(
        kind, isRefusedBySystem: state.vm.isRefusedBySystem) ?? "",
      code: kind == .timeout ? "timeout" : "out_of_memory")
    diagnostic.cause = kind == .memory ? .memory : .timeout
    return diagnostic
  }

  /// The error of a call that cannot be interrupted. To be called while it runs, on any thread.
  func describeStuck(at script: ScriptError.Position?) -> RunError {
    let runner = state.runner
    var diagnostic = Diagnostic(message: state.options.limits.stuckMessage, code: "timeout")
    diagnostic.script = script.map(scriptPosition)
    diagnostic.input = runner?.current.map {
      InputPosition($0.position, shape, withID: false)
    }
    return RunError(.stuck, diagnostic, outcome: runner?.outcome ?? Self.nothingRead)
  }

  /// An error in a line of the script that was found before anything was read.
  func scriptError(_ message: String, line: Int) -> RunError {
    var diagnostic = Diagnostic(message: message, code: "script_error")
    diagnostic.script = scriptPosition(ScriptError.Position(source: source.name, line: line))
    return RunError(.script, diagnostic, outcome: Self.nothingRead)
  }

  /// What messages say about the output if the run ends before it is opened.
  static let nothingRead: MessageText = "nothing was read"

  private func describe(_ error: NotARecord) -> String {
    if let reason = error.reason(names) { return reason }
    if error.isObject {
      return "the object is neither a request (body, url, method) nor a result (custom_id with "
        + "response or error); \(names(.recordType)) takes all lines as one type, "
        + "\(names(.recordType, "json")) as any JSON"
    }
    let isArray = error.found == "an array" && state.options.framing == .jsonl
    return "\(state.options.framing.noun) is \(error.found), not an object"
      + (isArray ? "; \(names(.framing, "json")) takes the elements of arrays as records" : "")
  }

  func scriptPosition(_ position: ScriptError.Position) -> ScriptPosition {
    ScriptPosition(
      name: position.source, line: position.line, text: source.line(at: position, state.modules))
  }

  /// "in.jsonl:12: " for a record.
  func heading(_ position: RecordPosition?) -> MessageText {
    position.map { InputPosition($0, shape).heading } ?? ""
  }
}
