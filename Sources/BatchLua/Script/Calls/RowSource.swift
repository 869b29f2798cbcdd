/// The file that rows come from.
final class RowSource {
  /// The number of the group of its rows, from 1.
  let group: UInt32
  private let path: Path
  /// The line of the row that was read last.
  var line = 0

  init(_ path: Path, group: UInt32) {
    self.path = path
    self.group = group
  }

  /// The beginning of a message about a row; the line is known only for the last one.
  func position(isLast: Bool) -> String { isLast ? "\(path):\(line): " : "\(path): " }
}
