/// Opens the inputs of a run.
protocol InputOpener {
  /// Opens an input. To be called once for each, in order.
  func open(_ input: RunInput) throws(RunError) -> InputFile
  /// Whether the first input has several chunks, and can be opened without blocking.
  func beginsLarge(_ input: RunInput?) -> Bool
  /// The size of all inputs together; nil if it is not known before they are read.
  func size(of inputs: [RunInput]) -> Int?
}

/// Opens inputs by their paths.
struct DirectOpener: InputOpener {
  func open(_ input: RunInput) throws(RunError) -> InputFile {
    switch input.source {
    case .file(let path): try LineReader.open(path)
    case .bytes(let bytes): InputFile(MemorySource(bytes), name: input.name)
    case .made(let make): InputFile(make(), name: input.name)
    case .copy(let file): InputFile(plain: UnnamedSource(file), name: input.name)
    }
  }

  func beginsLarge(_ input: RunInput?) -> Bool {
    switch input?.source {
    case .file(let path): path != "-" && InputFile.isLarge(path)
    case .bytes(let bytes): bytes.count >= InputFile.several
    case .copy(let file): file.size >= InputFile.several
    case .made, nil: false
    }
  }

  func size(of inputs: [RunInput]) -> Int? {
    if inputs.isEmpty { return nil }  // standard input
    var sum = 0
    for input in inputs {
      switch input.source {
      case .file(let path):
        guard path != "-", let size = InputFile.size(of: path) else { return nil }
        sum += size
      case .bytes(let bytes): sum += bytes.count
      case .copy(let file): sum += file.size
      case .made: return nil
      }
    }
    return sum
  }
}
