/// The file that rows come from.
final class RowSource {
  /// Tells its rows from others, from 1.
  let group: UInt32
  private let path: Path
  /// Of the row that was read last.
  var line = 0

  init(_ path: Path, group: UInt32) {
    self.path = path
    self.group = group
  }

  /// The beginning of a message about a row; the line is known of the last one.
  func place(isLast: Bool) -> String { isLast ? "\(path):\(line): " : "\(path): " }
}
