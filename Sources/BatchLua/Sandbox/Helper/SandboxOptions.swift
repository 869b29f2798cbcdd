internal import BatchModel

/// Encodes the options of a run for a process that was started for it: all that matter there.
extension SandboxFrame {
  /// Throws for values that JSON cannot represent.
  mutating func append(_ options: RunOptions, _ source: ScriptSource) throws(RunError) {
    append(source.name)
    append(source.isBody)
    append(source.text)
    append(options.inputs.count)
    for input in options.inputs { append(input.name.bytes) }
    append(options.output.isStandardOutput)
    append(options.definitions.count)
    for definition in options.definitions {
      append(definition.name)
      append(definition.value != nil)
      append(definition.value ?? [])
    }
    append(options.framing.rawValue)
    append(Int(options.separator))
    append(options.recordType.rawValue)
    append(options.outputForm.rawValue)
    append(options.profile)
    append(options.onError.rawValue)
    append(options.maxErrors ?? -1)
    append(options.isStrict)
    append(options.jobs ?? 0)
    append(options.maxMemory)
    append(options.maxLine)
    append(Int(bitPattern: UInt(options.timeout?.bitPattern ?? 0)))
    append(options.hasNoInput)
    append(options.takesStandardInput)
    append(options.isDry)
    append(options.shard)
    append(options.tellsObjects)
    append(options.onTimings != nil)
    append(options.onProgress != nil || options.onEvent != nil)
    append(options.onDifference != nil)
    append(options.selection)
    append(options.capabilities.rawValue)
    do {
      append(try JSONValue.object(JSONObject(options.globals)).encoded())
    } catch {
      throw RunError(.usage, "the globals of a script have no form in JSON: \(error)")
    }
    append(options.keepsToCores)
    append(options.stackSize)
    append(options.names.separator)
    for option in OptionNames.Option.allCases { append(options.names(option)) }
  }

  mutating func runOptions() throws(SandboxNonsense) -> (options: RunOptions, source: ScriptSource)
  {
    let (name, isBody) = (try string(), try flag())
    let source = ScriptSource(try text(), name: name, isBody: isBody)
    var options = RunOptions(script: .source("", name: name), inputs: [])
    for _ in 0..<(try size()) { options.inputs.append(.file(Path(bytes: try text()))) }
    options.output = try flag() ? "-" : "/dev/null"
    for _ in 0..<(try size()) {
      let (name, hasValue, value) = (try string(), try flag(), try text())
      options.definitions.append(hasValue ? Definition(name, bytes: value) : Definition(name))
    }
    options.framing = try word()
    options.separator = UInt8(truncatingIfNeeded: try number())
    options.recordType = try word()
    options.outputForm = try word()
    options.profile = try string()
    options.onError = try word()
    let maxErrors = try number()
    options.maxErrors = maxErrors < 0 ? nil : maxErrors
    options.isStrict = try flag()
    let jobs = try number()
    options.jobs = jobs == 0 ? nil : jobs
    options.maxMemory = try number()
    options.maxLine = try number()
    let timeout = Double(bitPattern: UInt64(UInt(bitPattern: try number())))
    options.timeout = timeout == 0 ? nil : timeout
    options.hasNoInput = try flag()
    options.takesStandardInput = try flag()
    options.isDry = try flag()
    options.shard = try number()
    options.tellsObjects = try flag()
    if try flag() { options.onTimings = { _ in } }
    if try flag() { options.onProgress = { _ in } }
    if try flag() { options.onDifference = { _ in } }
    options.selection = try selection()
    options.capabilities = ScriptCapabilities(rawValue: try number())
    guard let globals = try? JSONValue(json: try text()) else { throw SandboxNonsense() }
    options.globals = globals.objectValue?.dictionary ?? [:]
    options.keepsToCores = try flag()
    options.stackSize = try number()
    let separator = try string()
    var names: [OptionNames.Option: String] = [:]
    for option in OptionNames.Option.allCases { names[option] = try string() }
    let known = names
    options.names = OptionNames(separator: separator) { known[$0] ?? $0.rawValue }
    return (options, source)
  }

  private mutating func append(_ selection: RecordSelection?) {
    append(selection != nil)
    append(selection?.last ?? 0)
    append(selection?.chosen != nil)
    append(selection?.chosen?.count ?? 0)
    for number in selection?.chosen ?? [] { append(number) }
  }

  private mutating func selection() throws(SandboxNonsense) -> RecordSelection? {
    let (isThere, last, isChosen) = (try flag(), try number(), try flag())
    var chosen: [Int] = []
    for _ in 0..<(try size()) { chosen.append(try number()) }
    if !isThere { return nil }
    return isChosen ? RecordSelection(chosen) : RecordSelection(first: last)
  }

  private mutating func word<Word: RawRepresentable<String>>() throws(SandboxNonsense) -> Word {
    guard let word = Word(rawValue: try string()) else { throw SandboxNonsense() }
    return word
  }
}
