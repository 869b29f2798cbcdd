internal import BatchModel
internal import Glibc
internal import SystemPackage

/// Which files are in use, so that none is both read and written, or written twice.
extension OpenFiles {
  /// Notes a file that the run itself reads.
  func noteInput(_ path: Path) {
    if let file = FileIdentity(path) { reading.note(file, "an input of this run") }
  }

  /// Notes a file that the run itself writes.
  func noteOutput(_ path: Path) {
    if let file = FileIdentity(path) { writing.note(file, "an output of this run") }
  }

  /// Notes the file to which standard output is redirected.
  func noteStandardOutput() {
    if let file = FileIdentity(StandardStreams.output) {
      writing.note(file, "an output of this run")
    }
  }

  /// Whether the run or the script reads or writes a file; true if it cannot be identified.
  func isInUse(_ path: Path) -> Bool {
    FileIdentity(path).map { reading[$0] != nil || writing[$0] != nil } ?? true
  }

  /// Reserves a file for reading, so that no writer may use it. Throws if a writer uses it, or if
  /// standard input has been read already.
  func claim(reading path: Path) throws(BindingError) {
    guard let file = FileIdentity(path) else { return }
    if file == .standardInput, let use = reading[file] {
      throw BindingError("standard input is \(use) already; it can be read once")
    }
    if let use = writing[file] {
      throw BindingError("\(path) is \(use); it can be read when the run has ended")
    }
    if reading[file] == nil { reading[file] = "read by this run" }
  }

  /// Reserves a file for writing, so that nothing else may read or write it. Throws if it is in
  /// use.
  func claim(writing path: Path) throws(BindingError) {
    guard let file = FileIdentity(path) else { return }
    if let use = reading[file] ?? writing[file] {
      throw BindingError("\(path) is \(use); a writer needs a file of its own")
    }
    writing[file] = "being written by a writer"
  }
}
