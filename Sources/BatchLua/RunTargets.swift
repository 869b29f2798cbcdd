internal import Glibc
internal import SystemPackage

/// The files that the runs of a set read and write.
struct RunTargets {
  struct Target {
    let input: Path
    let output: Path
    let rejects: Path?
    /// The backup of the replaced file, if wanted.
    let kept: BackupFile?
  }

  let all: [Target]
  private let destination: RunSet.Destination

  /// Throws if an input is not a file, if two outputs are the same, or if one would replace an
  /// input.
  init(_ options: RunOptions, _ destination: RunSet.Destination) throws(RunError) {
    self.destination = destination
    var targets: [Target] = []
    var outputs: [Path: Path] = [:]
    if options.inputs.isEmpty {
      throw RunError(.usage, "an output for each input takes files as inputs; there are none")
    }
    for input in options.inputs {
      guard let path = input.path, !path.isStandardInput else {
        throw RunError(
          .usage, "an output for each input takes files as inputs, not \(input.name)")
      }
      let output = Self.output(of: path, destination)
      let real = OutputTarget.resolve(output)
      if let other = outputs[real] {
        throw RunError(.usage, "\(other) and \(path) would both be written to \(output)")
      }
      outputs[real] = path
      let isQuarantined = options.onError == .quarantine
      targets.append(
        Target(
          input: path, output: output, rejects: isQuarantined ? Self.rejects(of: output) : nil,
          kept: try Self.kept(of: path, destination)))
    }
    try Self.checkKept(targets, options)
    all = targets
    if case .directory = destination {
      for target in targets where outputs[OutputTarget.resolve(target.input)] != nil {
        throw RunError(
          .usage, "\(target.input) is in the directory of the outputs, and would be replaced")
      }
    }
  }

  private static func output(of input: Path, _ destination: RunSet.Destination) -> Path {
    switch destination {
    case .directory(let directory): directory.child(Path(bytes: input.name))
    case .inputs: input
    }
  }

  private static func kept(
    of file: Path, _ destination: RunSet.Destination
  ) throws(RunError) -> BackupFile? {
    guard case .inputs(let suffix?) = destination else { return nil }
    return try BackupFile(file, suffix: suffix)
  }

  /// "in.rejects.jsonl" for "in.jsonl", "in.rejects.jsonl.gz" for "in.jsonl.gz".
  private static func rejects(of output: Path) -> Path {
    let name = output.name
    guard let dot = name.dropFirst().firstIndex(of: UInt8(ascii: ".")) else {
      return output.appending(".rejects")
    }
    return Path(bytes: output.bytes[..<dot] + ".rejects".utf8 + name[dot...])
  }

  /// Creates the directory of the outputs if needed; returns it if it was created.
  func makeDirectory() throws(RunError) -> Path? {
    guard case .directory(let directory) = destination, !directory.isDirectory else { return nil }
    if directory.withCString({ mkdir($0, 0o777) }) == 0 { return directory }
    throw RunError.io("cannot make the directory \(directory)", Errno(rawValue: errno))
  }

  /// Throws if a backup has the name of another file of the run.
  private static func checkKept(_ targets: [Target], _ options: RunOptions) throws(RunError) {
    var others: [(name: String, path: Path)] = []
    if case .file(let script) = options.script { others.append(("the script", script)) }
    for target in targets {
      others.append(("an input", target.input))
      for path in [target.rejects, target.rejects.map(Rejects.reasons)] {
        if let path { others.append(("a file of rejects", path)) }
      }
    }
    let taken = others.flatMap { other in
      [other.path.withoutLinksAbove, OutputTarget.resolve(other.path)].map { ($0, other.name) }
    }
    let names = Dictionary(taken) { first, _ in first }
    for case let kept? in targets.map(\.kept) {
      guard let name = names[kept.name] else { continue }
      throw RunError(
        .usage,
        "\(kept.shown.path) would be kept as \(kept.shown.name), which is \(name): give another "
          + "suffix")
    }
  }
}

extension Path {
  /// The path with links to its directory followed, but not the file itself.
  fileprivate var withoutLinksAbove: Path { parent.real?.child(Path(bytes: name)) ?? self }
}
