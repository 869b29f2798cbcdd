/// A handle that writes files. What it writes is committed or rolled back with the current record.
class OutputHandle: FileHandle {
  /// Its files; none before the first line is written.
  var outputs: [OutputFile] { [] }
  /// The numbers of lines and bytes written, once everything is committed.
  var written: (lines: Int, bytes: Int) { (0, 0) }
  /// Problems for which the service would refuse a file, each with the path.
  var problems: [(path: Path, text: String)] { [] }
  /// Surplus parts of an earlier run: those to keep, and those to remove.
  var stale: (kept: [Path], removed: [Path]) { ([], []) }

  /// Commits the lines of the current record.
  func commit() throws(RunError) {}
  /// Rolls back the lines of the current record.
  func rollback() {}
  /// Writes all committed lines to the files.
  func end() throws(RunError) {}
}
