internal import LuaVM

/// Undefined globals that a script reads, with messages. They are found in the script's bytecode
/// after its top level has run; modules are not searched.
struct UndefinedGlobals {
  private let uses: NameUses
  /// Whether the script is code that is the body of transform.
  private let isBody: Bool

  init(_ uses: NameUses, isBody: Bool) {
    self.uses = uses
    self.isBody = isBody
  }

  /// The reads of undefined globals in the order of their lines, each name once.
  var all: [NameUses.Use] {
    uses.undefined.filter { !($0.isTested && !isBody && Self.ofOtherLuas.contains($0.name)) }
  }

  /// Globals of other releases of Lua, which portable scripts test for.
  private static let ofOtherLuas: Set<String> = [
    "arg", "bit", "bit32", "dofile", "getfenv", "io", "jit", "loadfile", "loadstring", "module",
    "newproxy", "package", "setfenv", "unpack",
  ]

  func message(for name: String) -> String {
    "'\(name)' is a global that nothing defines" + (hint(for: name).map { "; \($0)" } ?? "")
  }

  /// Globals with the name of a field that code assigns by mistake: this changes no record.
  var fieldsAssigned: [(name: String, field: String)] {
    guard isBody else { return [] }
    return uses.assigned.filter { $0.utf8.count > 2 }.sorted().compactMap { name in
      Self.fields.first { $0.name == name && !$0.isMethod }.map { (name, written($0)) }
    }
  }

  private func hint(for name: String) -> String? {
    if let hint = Self.ofOtherLanguages[name] { return hint }
    return meant(by: name).map { "did you mean '\($0)'?" }
  }

  private static let ofOtherLanguages: [String: String] = {
    var hints: [String: String] = [:]
    for name in ["None", "null", "NULL", "Null", "undefined"] {
      hints[name] = "nothing is nil in Lua, and json.null writes null"
    }
    for name in ["True", "TRUE"] { hints[name] = "did you mean 'true'?" }
    for name in ["False", "FALSE"] { hints[name] = "did you mean 'false'?" }
    return hints
  }()

  /// What was probably meant: a field of the record or the body, a function of a library, or a
  /// similar name.
  private func meant(by name: String) -> String? {
    let isLong = name.utf8.count > 2
    let own = uses.variables.union(uses.assigned).sorted()
    if isLong && !isBody, let near = nearName(to: name, among: own) { return near }
    if let field = Self.fields.first(where: { $0.name == name }) { return written(field) }
    if isBody && Self.otherRecords.contains(name) { return "req" }
    for library in ["table", "string", "math", "os", "utf8", "coroutine", "batch", "json"] {
      if uses.globals.contains("\(library).\(name)") { return "\(library).\(name)" }
    }
    guard isLong else { return nil }
    let globals = uses.globals.filter { !$0.utf8.contains(UInt8(ascii: ".")) }.sorted()
    if let near = nearName(to: name, among: own + globals) { return near }
    let near = nearName(to: name, among: Self.fields.map(\.name))
    return Self.fields.first { $0.name == near }.map(written)
  }

  /// Names that people give the record, which is `req` in code.
  private static let otherRecords: Set<String> = [
    "out", "output", "r", "rec", "record", "request", "res", "result",
  ]

  private struct Field {
    let name: String
    let isOfBody: Bool
    var isMethod = false
  }

  private static let fields: [Field] = {
    let models = [ModelType.batchRequestInput, .batchRequestOutput]
    let ofRecord = models.flatMap(\.fields).map(\.name) + HostObject.record.fields.map(\.name)
    let methods = ModelType.commonMethods + models.flatMap(\.methods)
    let bodies = BodyType.all.filter {
      (BodyType.requestBody + BodyType.responseBody).contains($0.name)
    }
    return ofRecord.map { Field(name: $0, isOfBody: false) }
      + methods.map { Field(name: $0, isOfBody: false, isMethod: true) }
      + bodies.flatMap(\.fields).map { Field(name: $0.name, isOfBody: true) }
  }()

  private func written(_ field: Field) -> String {
    if field.isMethod { return "req:\(field.name)()" }
    return (field.isOfBody ? isBody ? "body." : "req.body." : "req.") + field.name
  }
}

extension RunSession {
  /// Looks for undefined globals: an error in code, a warning in a script. Returns the uses of
  /// names, nil if they are not known.
  static func checkNames(
    _ describer: ErrorDescriber, _ source: ScriptSource, _ options: RunOptions
  ) throws(RunError) -> NameUses? {
    // Without memory to find the names there are no hints; the run fails soon enough.
    guard let uses = try? describer.state.vm.nameUses() else { return nil }
    if !source.isBody { try checkEntries(uses, describer, source, options) }
    let entries = EntryNames.functions
    if source.isBody, let defined = uses.functions.first(where: { entries.contains($0.name) }) {
      throw describer.scriptError(
        "code is the body of transform, and this is a whole script: it defines '\(defined.name)'; "
          + "put it into a file, and run that", line: defined.line)
    }
    let undefined = UndefinedGlobals(uses, isBody: source.isBody)
    for (name, field) in undefined.fieldsAssigned {
      options.say(
        "warning: \(source.name): '\(name)' is assigned as a global, which changes no record; did "
          + "you mean '\(field)'?")
    }
    for use in undefined.all {
      let message = undefined.message(for: use.name)
      if source.isBody && !uses.loadsCode {
        throw describer.scriptError(message, line: use.line)
      }
      options.say("warning: \(source.name):\(use.line): \(message)")
    }
    return uses
  }

  /// Looks for misspelled names of entry points: an error, or a warning if modules may use them.
  private static func checkEntries(
    _ uses: NameUses, _ describer: ErrorDescriber, _ source: ScriptSource, _ options: RunOptions
  ) throws(RunError) {
    guard let (use, meant) = MisnamedEntries(uses).first else { return }
    let message = MisnamedEntries.message(for: use.name, meant: meant)
    if !uses.loadsCode { throw describer.scriptError(message, line: use.line) }
    options.say("warning: \(source.name):\(use.line): \(message)")
  }
}
