internal import Glibc
internal import SystemPackage

/// The files of a sandboxed run, opened before the script runs. The child reads and writes them,
/// and the parent commits them.
final class SandboxFiles: InputOpener {
  let source: ScriptSource
  let output: OutputFile
  let rejects: Rejects?
  /// The inputs, and whether their names mean that they are packed.
  private var inputs: [(file: InputFile, isNamed: Bool)] = []
  /// Threads of pipes, which carry inputs and an output that are not files.
  private var fillers: [PipeFiller] = []
  private var emptier: PipeEmptier?
  let room = OutputRoom()

  /// Opens the files; throws a `RunError`.
  init(_ options: RunOptions) throws(RunError) {
    try RunSession.check(options)
    source = try options.world.source(of: options.script)
    allowManyDescriptors()
    for input in options.givenInputs {
      let file = try DirectOpener().open(input)
      if input.path != nil {
        inputs.append((file, true))
      } else {
        let filler = try PipeFiller(file)
        inputs.append((filler.takeEnd(), false))
        fillers.append(filler)
      }
    }
    switch options.placedOutput.target {
    case .file: output = try OutputFile(options.placedOutput.path)
    case .pushing(let push):
      let emptier = try PipeEmptier(PushedOutput(push))
      output = emptier.end
      self.emptier = emptier
    }
    let rejected = options.isDry ? nil : options.rejects
    rejects = try rejected.map { (path) throws(RunError) in try Rejects(path) }
    noteRoom()
  }

  private func noteRoom() {
    for file in outputs {
      if let descriptor = file.descriptor { room.add(descriptor) }
      file.room = room
    }
  }

  // MARK: To a process that is started for it

  /// Whether there are threads, so that the process cannot fork.
  var hasPipes: Bool { !fillers.isEmpty || emptier != nil }

  /// Encodes a description of the files for a process that was started.
  func append(to frame: inout SandboxFrame) {
    frame.append(inputs.count)
    for (file, isNamed) in inputs {
      frame.append(file.path.bytes)
      frame.append(isNamed)
    }
    frame.append(outputs.count)
    for file in outputs { file.append(to: &frame) }
  }

  /// The files in a process that was started, where they are the descriptors from `first` on.
  init(
    adopting frame: inout SandboxFrame, _ source: ScriptSource, from first: Int32
  ) throws(SandboxNonsense) {
    self.source = source
    var next = first
    for _ in 0..<(try frame.size()) {
      let (path, isNamed) = (Path(bytes: try frame.text()), try frame.flag())
      let file = FileDescriptor(rawValue: next)
      inputs.append((InputFile(adopting: file, path: path, isPacked: isNamed), isNamed))
      next += 1
    }
    var files: [OutputFile] = []
    for _ in 0..<(try frame.size()) {
      files.append(try OutputFile(adopting: FileDescriptor(rawValue: next), &frame))
      next += 1
    }
    guard let output = files.first else { throw SandboxNonsense() }
    self.output = output
    rejects = files.count > 1 ? Rejects(files[1], files.count > 2 ? files[2] : nil) : nil
    noteRoom()
  }

  // MARK: In the child

  /// Returns the inputs in order, whatever their paths.
  func open(_ input: RunInput) -> InputFile { inputs.removeFirst().file }

  func beginsLarge(_ input: RunInput?) -> Bool { inputs.first?.file.isLarge ?? false }

  func size(of paths: [RunInput]) -> Int? {
    var sum = 0
    for (file, _) in inputs {
      guard let size = file.size else { return nil }
      sum += size
    }
    return sum
  }

  /// Writes the ends of the outputs.
  func end() throws(RunError) { for file in outputs { try file.end() } }

  // MARK: In the parent

  /// To be called when the child has the descriptors: closes those of the parent, so that pipes
  /// break when the child closes its own, and starts the threads at the other ends. Returns the
  /// number of inputs.
  func closeInputs() throws(RunError) -> Int {
    defer { inputs = [] }
    if emptier != nil { output.discard() }
    for filler in fillers { try filler.start() }
    try emptier?.start()
    return inputs.count
  }

  /// To be called when the child has exited, successfully or not. Throws the error of a pipe's
  /// thread.
  func endPipes(isWell: Bool) throws(RunError) {
    var failure: RunError?
    for filler in fillers {
      do throws(RunError) { try filler.finish() } catch { failure = failure ?? error }
    }
    do throws(RunError) { try emptier?.finish(isWell: isWell) } catch { failure = failure ?? error }
    if let failure { throw failure }
  }

  /// Commits the outputs, which the child has completed. Returns warnings about attributes of
  /// replaced files that could not be kept.
  func commit() throws(RunError) -> [MessageText] {
    let files = emptier == nil ? outputs : Array(outputs.dropFirst())
    for file in files { file.noteEnd() }
    return try OutputFile.commit(files)
  }

  /// Passes the outputs on, to be committed together with those of other runs.
  func hand(to placement: Placement) throws(RunError) {
    for file in outputs { file.noteEnd() }
    if !outputs.allSatisfy(\.isAtomic) { return }
    try placement.add(outputs, made: [], removing: []) { _ in }
  }

  /// What the death of the child means for the output, for messages.
  var outcome: MessageText {
    output.isAtomic
      ? "nothing was written to \(output.name)" : "\(output.name) may have a part of the lines"
  }

  // MARK: Descriptors

  private var outputs: [OutputFile] { [output] + (rejects?.files ?? []) }

  var descriptors: [Int32] { inputs.compactMap(\.file.descriptor) + outputDescriptors }

  var outputDescriptors: [Int32] { outputs.compactMap(\.descriptor) }
}

/// Raises the limit of open files, because all inputs are open at a time.
private func allowManyDescriptors() {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

extension OutputFile {
  fileprivate func append(to frame: inout SandboxFrame) {
    frame.append(name)
    frame.append(compression?.suffix ?? "")
    frame.append(isAtomic)
    frame.append(isStandard)
  }

  fileprivate convenience init(
    adopting file: FileDescriptor, _ frame: inout SandboxFrame
  ) throws(SandboxNonsense) {
    let (name, suffix) = (try frame.string(), Path(try frame.string()))
    self.init(
      adopting: file, name: name, compression: Compression(path: suffix),
      isPlacedElsewhere: try frame.flag(), isStandard: try frame.flag())
  }
}
