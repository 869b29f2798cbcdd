extension [RunInput] {
  /// These inputs, with "-" for every name of standard input: opened by another name, it might be
  /// read from its beginning, or twice.
  var asInputs: [RunInput] { map { $0.path?.isStandardInput == true ? "-" : $0 } }

  /// The paths of the inputs that are files.
  var paths: [Path] { compactMap(\.path) }
}

/// The paths of the inputs of a run.
extension [Path] {
  /// The paths as inputs.
  var asInputs: [RunInput] { map(RunInput.file).asInputs }

  /// Throws if an input that can be read only once, such as a pipe, is given twice.
  func checkStreams() throws(RunError) {
    if count < 2 { return }
    var streams: Set<FileIdentity> = []
    for input in self {
      guard let stream = FileIdentity(stream: input) else { continue }
      if streams.insert(stream).inserted { continue }
      let name: MessageText = input == "-" ? "standard input ('-')" : "\(input)"
      throw RunError(.usage, "\(name) is given twice; it can be read once")
    }
  }

  /// Throws if one of the outputs of a tool would replace one of these inputs.
  func checkApart(from outputs: Path?...) throws(RunError) {
    for case let output? in outputs where output != "-" {
      let target = OutputTarget.resolve(output)
      if target == "/dev/null" { continue }
      if contains(where: { $0 != "-" && OutputTarget.resolve($0) == target }) {
        throw RunError(.usage, "the output would replace an input, \(output)")
      }
    }
  }
}
