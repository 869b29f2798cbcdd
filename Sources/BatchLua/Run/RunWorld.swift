internal import Glibc

/// The world of a run: its own files and streams or, in a sealed child, those that the parent has
/// opened.
protocol RunWorld: ScriptWorld {
  var inputs: any InputOpener { get }
  func source(of script: RunOptions.Script) throws(RunError) -> ScriptSource
  func output(_ options: RunOptions) throws(RunError) -> MainOutput
  func rejects(_ options: RunOptions) throws(RunError) -> Rejects?
  /// Commits outputs, and removes files. Returns warnings about attributes of replaced files that
  /// could not be preserved.
  func commit(_ outputs: [OutputFile], made: [Path], removing: [Path]) throws -> [MessageText]
}

/// The world of a run in this process.
struct OpenWorld: RunWorld {
  var opensFiles: Bool { true }
  var inputs: any InputOpener { DirectOpener() }

  func source(of script: RunOptions.Script) throws(RunError) -> ScriptSource {
    switch script {
    case .code(let code): ScriptSource(code: code)
    case .source(let text, let name): ScriptSource(text, name: name)
    case .file(let path): try ScriptSource(file: path)
    }
  }

  func output(_ options: RunOptions) throws(RunError) -> MainOutput {
    try MainOutput(options.placedOutput)
  }

  func rejects(_ options: RunOptions) throws(RunError) -> Rejects? {
    if options.isDry { return nil }
    return try options.rejects.map { (path) throws(RunError) in try Rejects(path) }
  }

  func module(_ name: String, in directories: [Path]) throws -> (text: [UInt8], path: Path)? {
    try ModuleLoader.find(name, in: directories)
  }

  func print(_ text: UnsafeRawBufferPointer) { StandardError.print(text) }

  func commit(_ outputs: [OutputFile], made: [Path], removing: [Path]) throws -> [MessageText] {
    try OutputFile.commit(outputs, made: made, removing: removing)
  }

  func end(with error: RunError) -> Never {
    TemporaryFiles.unlinkAll()
    StandardError.sayLast("error: \(error)")
    _exit(4)
  }
}
