internal import BatchModel
internal import LazyJSON
internal import LuaVM

/// Turns errors into what people read: where in the script, where in the input, what was meant.
final class ErrorDescriber: LastWords.Witness {
  private let source: ScriptSource
  let state: ScriptState
  /// The record being processed, and where its chunk comes from; nil when there is none.
  var position: () -> RecordPosition? = { nil }
  /// What the end of the process means for the output.
  var outcome: () -> MessageText = { "nothing was read" }
  /// Where the function begins whose record could not be written.
  private var entry: ScriptPlace?
  /// Whether it is used behind the script, on another thread.
  private var isBehind = false

  init(source: ScriptSource, state: ScriptState) {
    self.source = source
    self.state = state
  }

  override func testimony() -> (place: MessageText, outcome: MessageText)? {
    (currentPlace, outcome())
  }

  /// One that describes what is wrong with records, on another thread.
  init(for other: ErrorDescriber) {
    source = other.source
    state = other.state
    entry = other.entry
    isBehind = true
  }

  /// To be called when the script is loaded.
  func findEntry() {
    entry = state.vm.entryLine.map { line in
      place(ScriptError.Place(source: source.name, line: line))
    }
  }

  func describe(_ error: any Error) -> Diagnostic {
    var diagnostic = Diagnostic(message: "\(error)", code: "script_error")
    switch error {
    case let error as ScriptError where error.kind == .timeout || error.kind == .memory:
      diagnostic = describe(error.kind)
      diagnostic.script = error.place.map(place) ?? entry
    case is EncodeError where !isBehind && state.vm.isLate:
      diagnostic = describe(.timeout)
      diagnostic.script = entry
    case let error as ScriptError:
      diagnostic.message =
        Escapes.text(of: error.message) + suggestion(error) + nullPlace(error)
        + Habits.hint(
          error, line: error.place.flatMap { source.line(at: $0, state.modules) },
          isBody: source.isBody)
      diagnostic.code = error.code ?? "script_error"
      diagnostic.param = error.param
      if let raised = state.raised, raised.message == diagnostic.message {
        (diagnostic.code, diagnostic.param) = (raised.code, raised.param)
      }
      diagnostic.script = error.place.map(place) ?? entry
    case let error as SyntaxError:
      diagnostic.message =
        "\(state.options.framing.noun) is not valid JSON: \(error)\(hint(for: error))"
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
      diagnostic.param = error.path.isEmpty ? nil : error.place
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
    diagnostic.input = input()
    return diagnostic
  }

  private var names: OptionNames { state.options.names }

  /// What is most likely wrong with the file that the line is from.
  private func hint(for error: SyntaxError) -> String {
    guard let (document, line, origin) = position() else { return "" }
    return BrokenFrame.hint(
      for: error, of: line, in: document, file: origin.file, framing: state.options.framing, names)
  }

  /// A call that has used up its memory or time.
  private func describe(_ kind: ScriptError.Kind) -> Diagnostic {
    var diagnostic = Diagnostic(
      message: state.options.limits.message(
        kind, isRefusedBySystem: state.vm.isRefusedBySystem) ?? "",
      code: kind == .timeout ? "timeout" : "out_of_memory")
    diagnostic.cause = kind == .memory ? .memory : .timeout
    return diagnostic
  }

  /// A call that cannot be stopped; to be called while it runs, on any thread.
  func describeStuck(at script: ScriptError.Place?) -> RunError {
    var diagnostic = Diagnostic(message: state.options.limits.stuckMessage, code: "timeout")
    diagnostic.script = script.map(place)
    diagnostic.input = input(withID: false)
    return RunError(.stuck, diagnostic, outcome: outcome())
  }

  /// An error of the script in a line of it, found before anything is read.
  func scriptError(_ message: String, line: Int) -> RunError {
    var diagnostic = Diagnostic(message: message, code: "script_error")
    diagnostic.script = place(ScriptError.Place(source: source.name, line: line))
    return RunError(.script, diagnostic, outcome: outcome())
  }

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

  func place(_ place: ScriptError.Place) -> ScriptPlace {
    ScriptPlace(
      name: place.source, line: place.line, text: source.line(at: place, state.modules))
  }

  func input(withID: Bool = true) -> InputPlace? {
    guard let (document, line, origin) = position() else { return nil }
    var id: String?
    if withID && line.problem == nil {
      let paths = state.options.profile.shape.idPaths
      id = paths.lazy.compactMap { document.originalString(line.root, $0) }.first
    }
    return InputPlace(
      file: origin.file.description, line: origin.firstLine + Int(line.number), customID: id,
      excerpt: Diagnostic.excerpt(document.original(of: line)))
  }

  /// "in.jsonl:12: " while a record is processed.
  var currentPlace: MessageText { input().map { "\($0.file):\($0.line): " } ?? "" }

  /// The key that was most likely meant, when Lua complains about a field that is nil.
  private func suggestion(_ error: ScriptError) -> String {
    let message = String(decoding: error.message, as: UTF8.self)
    guard message.hasPrefix("attempt to"), message.contains("nil value"),
      let start = message.range(of: "(field '"), let end = message[start...].firstIndex(of: "'"),
      let owner = state.hot.pointee.missDocument
    else { return "" }
    let name = String(message[start..<end])
    var text = name
    guard text.withUTF8({ MissedKey($0) }) == state.hot.pointee.missKey else { return "" }
    let document = Document(address: owner)
    document.makeReady()
    let object = state.hot.pointee.missNode
    var keys: [String] = []
    var place = 0
    while let next = try? document.nextMember(object, at: place) {
      if let key = try? document.key(object, at: next) { keys.append(key.string) }
      place = next + 1
    }
    return nearName(to: name, among: keys).map { "; did you mean '\($0)'?" } ?? ""
  }
}

extension ErrorDescriber {
  /// The element of the record that is null, when a script took one for another value.
  private func nullPlace(_ error: ScriptError) -> String {
    let message = String(decoding: error.message, as: UTF8.self)
    let hot = state.hot
    guard message.hasPrefix("attempt to"), message.contains("json.null"),
      let (document, line, _) = position(), hot.pointee.nullDocument == document.address
    else { return "" }
    let (node, index) = (hot.pointee.nullNode, hot.pointee.nullIndex)
    guard node > line.root, node < document.node(line.root).next,
      case .null = document.element(node, index)
    else { return "" }
    return "; \(document.path(of: node))[\(index + 1)] is null"
  }
}

extension String {
  /// Where the text behind `part` begins.
  fileprivate func range(of part: String) -> String.Index? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(part) { return index(at, offsetBy: part.count) }
      at = index(after: at)
    }
    return nil
  }
}
