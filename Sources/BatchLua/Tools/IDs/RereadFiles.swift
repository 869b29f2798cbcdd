/// Files with random access, to be read again. Only a few are open at a time: there may be more of
/// them than descriptors that the process may have.
final class RereadFiles {
  private var files: [File] = []
  /// The numbers of the open files, the least recently used first.
  private var open: [Int] = []
  private let limit = DescriptorPool.share

  private struct File {
    let path: Path
    /// The version of the file when it was opened first.
    let version: FileVersion
    var file: InputFile?
  }

  /// Opens a file; returns its number, or nil for a file without random access.
  func add(_ path: Path) throws(RunError) -> Int? {
    guard InputFile.isRegular(path) else { return nil }
    makeRoom()
    let file = try LineReader.open(path)
    guard file.isSeekable, let version = file.version else { return nil }
    files.append(File(path: path, version: version, file: file))
    open.append(files.count - 1)
    return files.count - 1
  }

  /// Reads into `space` from an offset of a file; returns the number of bytes, 0 at the end.
  func read(
    _ number: Int, into space: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(RunError) -> Int {
    try use(number).read(into: space, at: offset)
  }

  /// To be called when all has been read; throws if a file has changed meanwhile.
  func end() throws(RunError) {
    for number in files.indices { try use(number).end() }
  }

  private func use(_ number: Int) throws(RunError) -> InputFile {
    if open.last == number, let file = files[number].file { return file }
    if let index = open.firstIndex(of: number), let file = files[number].file {
      open.remove(at: index)
      open.append(number)
      return file
    }
    makeRoom()
    let path = files[number].path
    guard InputFile.isRegular(path) else { throw InputFile.changed(path.description) }
    let file = try LineReader.open(path)
    if file.version != files[number].version { throw file.changed }
    files[number].file = file
    open.append(number)
    return file
  }

  private func makeRoom() {
    if open.count == limit { files[open.removeFirst()].file = nil }
  }
}
