internal import Glibc
internal import SystemPackage

/// Which files the runs of a set read and write.
struct RunTargets {
  struct Target {
    let input: Path
    let output: Path
    let rejects: Path?
  }

  let all: [Target]
  private let place: RunSet.Place

  /// Throws for inputs that are no files, and for outputs that would be the same or replace an input.
  init(_ options: RunOptions, _ place: RunSet.Place) throws(RunError) {
    self.place = place
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
      let output = Self.output(of: path, place)
      let real = OutputTarget.resolve(output)
      if let other = outputs[real] {
        throw RunError(.usage, "\(other) and \(path) would both be written to \(output)")
      }
      outputs[real] = path
      let isQuarantined = options.onError == .quarantine
      targets.append(
        Target(
          input: path, output: output, rejects: isQuarantined ? Self.rejects(of: output) : nil))
    }
    all = targets
    if case .directory = place {
      for target in targets where outputs[OutputTarget.resolve(target.input)] != nil {
        throw RunError(
          .usage, "\(target.input) is in the directory of the outputs, and would be replaced")
      }
    }
  }

  private static func output(of input: Path, _ place: RunSet.Place) -> Path {
    switch place {
    case .directory(let directory): directory.child(Path(bytes: input.name))
    case .inputs: input
    }
  }

  /// "in.rejects.jsonl" for "in.jsonl", "in.rejects.jsonl.gz" for "in.jsonl.gz".
  private static func rejects(of output: Path) -> Path {
    let name = output.name
    guard let dot = name.dropFirst().firstIndex(of: UInt8(ascii: ".")) else {
      return output.appending(".rejects")
    }
    return Path(bytes: output.bytes[..<dot] + ".rejects".utf8 + name[dot...])
  }

  /// Makes the directory of the outputs when it is not there; that is the result then.
  func makeDirectory() throws(RunError) -> Path? {
    guard case .directory(let directory) = place, !directory.isDirectory else { return nil }
    if directory.withCString({ mkdir($0, 0o777) }) == 0 { return directory }
    throw RunError.io("cannot make the directory \(directory)", Errno(rawValue: errno))
  }

  /// Gives the inputs, as they are, their further names.
  func keepInputs() throws(RunError) {
    guard case .inputs(let suffix) = place, let suffix else { return }
    for target in all {
      let input = OutputTarget.resolve(target.input)
      let kept = input.appending(suffix)
      let new = kept.appending(".batchlua-\(getpid()).tmp")
      let isLinked = input.withCString { input in new.withCString { link(input, $0) } } == 0
      let isKept = isLinked && new.withCString { new in kept.withCString { rename(new, $0) } } == 0
      if isKept { continue }
      let number = errno
      _ = new.withCString { unlink($0) }
      throw RunError.io("cannot keep \(target.input) as \(kept)", Errno(rawValue: number))
    }
  }
}
