extension [RunInput] {
  /// Standard input by its one name: opened by another it would be read from its beginning, or by two.
  var asInputs: [RunInput] { map { $0.path?.isStandardInput == true ? "-" : $0 } }

  /// Of those that are files.
  var paths: [Path] { compactMap(\.path) }
}

/// The paths of the inputs of a run.
extension [Path] {
  /// The same as inputs.
  var asInputs: [RunInput] { map(RunInput.file).asInputs }

  /// Throws for an input that would be read twice and can be read once: standard input, a pipe.
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

  /// Throws for an output that has something else than these inputs have, and would replace one.
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
