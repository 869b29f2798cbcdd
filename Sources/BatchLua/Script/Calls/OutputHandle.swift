/// A handle that writes files. What it writes is committed or rolled back with the current record.
class OutputHandle: FileHandle {
  /// Its files; none when it is not opened.
  var outputs: [OutputFile] { [] }
  /// Lines and bytes, when everything is committed.
  var written: (lines: Int, bytes: Int) { (0, 0) }
  /// Problems that the service would report for each file.
  var problems: [(path: Path, text: String)] { [] }
  /// Surplus files of an earlier run: those to keep, and those to remove.
  var stale: (kept: [Path], removed: [Path]) { ([], []) }

  /// Commits what the current record has written.
  func commit() throws(RunError) {}
  /// Rolls it back.
  func rollback() {}
  /// Writes all that is committed to the files.
  func end() throws(RunError) {}
}
