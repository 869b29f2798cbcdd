internal import Glibc

/// What a sandboxed run reads and writes, opened before the script gets to run. The child has the
/// same objects as the parent: it reads and writes, the parent puts in place.
final class SandboxFiles: InputOpener {
  let source: ScriptSource
  let output: OutputFile
  let rejects: Rejects?
  private var inputs: [InputFile] = []
  let room = OutputRoom()

  /// Throws a `RunError` for what cannot be opened.
  init(_ options: RunOptions) throws(RunError) {
    try RunSession.check(options)
    guard case .file = options.output.target, options.inputs.allSatisfy({ $0.path != nil }) else {
      throw RunError(.usage, "a sealed process reads and writes files only")
    }
    source = try options.world.source(of: options.script)
    allowManyDescriptors()
    for input in options.inputs.isEmpty && !options.hasNoInput ? ["-"] : options.inputs {
      inputs.append(try DirectOpener().open(input))
    }
    output = try OutputFile(options.placedOutput.path)
    let rejected = options.isDry ? nil : options.rejects
    rejects = try rejected.map { (path) throws(RunError) in try Rejects(path) }
    for file in outputs {
      if let descriptor = file.descriptor { room.add(descriptor) }
      file.room = room
    }
  }

  // MARK: In the child

  /// The inputs come in their order, each once, whatever their paths.
  func open(_ input: RunInput) -> InputFile { inputs.removeFirst() }

  func beginsLarge(_ input: RunInput?) -> Bool { inputs.first?.isLarge ?? false }

  /// Ends the outputs' data.
  func end() throws(RunError) { for file in outputs { try file.end() } }

  // MARK: In the parent

  /// To be called when the child has them: pipes end when it closes them. Returns how many there
  /// were.
  func closeInputs() -> Int {
    defer { inputs = [] }
    return inputs.count
  }

  /// Puts in place what the child has ended.
  /// Returns what files could not keep of those that they replace.
  func commit() throws(RunError) -> [MessageText] {
    for file in outputs { file.noteEnd() }
    return try OutputFile.commit(outputs)
  }

  /// The same together with the outputs of other runs.
  func hand(to placement: Placement) throws(RunError) {
    for file in outputs { file.noteEnd() }
    if !outputs.allSatisfy(\.isAtomic) { return }
    try placement.add(outputs, made: [], removing: []) { _ in }
  }

  /// What the end of the child means for the output.
  var outcome: MessageText {
    output.isAtomic
      ? "nothing was written to \(output.name)" : "\(output.name) may have a part of the lines"
  }

  // MARK: Descriptors

  private var outputs: [OutputFile] { [output] + (rejects?.files ?? []) }

  var descriptors: [Int32] { inputs.compactMap(\.descriptor) + outputDescriptors }

  var outputDescriptors: [Int32] { outputs.compactMap(\.descriptor) }
}

/// All inputs are open at a time.
private func allowManyDescriptors() {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
