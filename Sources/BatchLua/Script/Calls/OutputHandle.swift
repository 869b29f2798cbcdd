/// A handle that writes files: what was written counts together with the record at hand.
class OutputHandle: FileHandle {
  /// Its files; none when it is not opened.
  var outputs: [OutputFile] { [] }
  /// Lines and bytes that are kept, when all have been.
  var written: (lines: Int, bytes: Int) { (0, 0) }
  /// What the service would say of each file.
  var problems: [(path: Path, text: String)] { [] }
  /// Files of an earlier run that had more: those that are to stay, and those that are not.
  var stale: (kept: [Path], removed: [Path]) { ([], []) }

  /// Keeps what the current record has written.
  func commit() throws(RunError) {}
  /// Takes it back.
  func rollback() {}
  /// Brings all that was kept to the files.
  func end() throws(RunError) {}
}
