/// Files that are read again, at any place. A few of them are open at a time: there may be more than the
/// process may have descriptors.
final class RereadFiles {
  private var files: [File] = []
  /// The numbers of those that are open, the least recently used first.
  private var open: [Int] = []
  private let limit = DescriptorPool.share

  private struct File {
    let path: Path
    /// As it was when it was opened first.
    let version: FileVersion
    var file: InputFile?
  }

  /// Opens a file; the result is its number. Nil for one that cannot be read at any place.
  func add(_ path: Path) throws(RunError) -> Int? {
    guard InputFile.isRegular(path) else { return nil }
    makeRoom()
    let file = try LineReader.open(path)
    guard file.isSeekable, let version = file.version else { return nil }
    files.append(File(path: path, version: version, file: file))
    open.append(files.count - 1)
    return files.count - 1
  }

  /// Fills some of `space` from a place of a file on; 0 at its end.
  func read(
    _ number: Int, into space: UnsafeMutableRawBufferPointer, at place: Int
  ) throws(RunError) -> Int {
    try use(number).read(into: space, at: place)
  }

  /// To be called when all has been read; throws when a file is not as it was.
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
