/// Opens the inputs of a run.
protocol InputOpener {
  /// Opens an input; each once, in their order.
  func open(_ path: Path) throws(RunError) -> InputFile
  /// Whether the first input is a file of several chunks, which opens without waiting for anybody.
  func beginsLarge(_ path: Path?) -> Bool
}

/// Opens them by their paths.
struct PathOpener: InputOpener {
  func open(_ path: Path) throws(RunError) -> InputFile { try LineReader.open(path) }

  func beginsLarge(_ path: Path?) -> Bool {
    guard let path, path != "-" else { return false }
    return InputFile.isLarge(path)
  }
}
