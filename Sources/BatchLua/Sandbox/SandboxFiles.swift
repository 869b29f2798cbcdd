internal import Glibc
internal import SystemPackage

/// What a sandboxed run reads and writes, opened before the script gets to run. The child has the
/// same objects as the parent: it reads and writes, the parent puts in place.
final class SandboxFiles: InputOpener {
  let source: ScriptSource
  let output: OutputFile
  let rejects: Rejects?
  /// With whether their names say that they are packed.
  private var inputs: [(file: InputFile, isNamed: Bool)] = []
  /// What is in no file goes by pipes: threads that fill them, and one that empties one.
  private var fillers: [PipeFiller] = []
  private var emptier: PipeEmptier?
  let room = OutputRoom()

  /// Throws a `RunError` for what cannot be opened.
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

  /// Whether threads have a part in it, so that no process can be forked.
  var hasPipes: Bool { !fillers.isEmpty || emptier != nil }

  /// What they are, for the other side.
  func append(to frame: inout SandboxFrame) {
    frame.append(inputs.count)
    for (file, isNamed) in inputs {
      frame.append(file.path.bytes)
      frame.append(isNamed)
    }
    frame.append(outputs.count)
    for file in outputs { file.append(to: &frame) }
  }

  /// The same on the other side, where they are the descriptors from `first` on.
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

  /// The inputs come in their order, each once, whatever their paths.
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

  /// Ends the outputs' data.
  func end() throws(RunError) { for file in outputs { try file.end() } }

  // MARK: In the parent

  /// To be called when the child has them: pipes end when it closes them. From now on threads work at
  /// their other ends. Returns how many inputs there were.
  func closeInputs() throws(RunError) -> Int {
    defer { inputs = [] }
    if emptier != nil { output.discard() }
    for filler in fillers { try filler.start() }
    try emptier?.start()
    return inputs.count
  }

  /// To be called when the child has ended, well or not: throws what threads at the other end of a
  /// pipe have failed on.
  func endPipes(isWell: Bool) throws(RunError) {
    var failure: RunError?
    for filler in fillers {
      do throws(RunError) { try filler.finish() } catch { failure = failure ?? error }
    }
    do throws(RunError) { try emptier?.finish(isWell: isWell) } catch { failure = failure ?? error }
    if let failure { throw failure }
  }

  /// Puts in place what the child has ended.
  /// Returns what files could not keep of those that they replace.
  func commit() throws(RunError) -> [MessageText] {
    let files = emptier == nil ? outputs : Array(outputs.dropFirst())
    for file in files { file.noteEnd() }
    return try OutputFile.commit(files)
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

  var descriptors: [Int32] { inputs.compactMap(\.file.descriptor) + outputDescriptors }

  var outputDescriptors: [Int32] { outputs.compactMap(\.descriptor) }
}

/// All inputs are open at a time.
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
