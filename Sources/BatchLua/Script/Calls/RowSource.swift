/// The file from which a reader reads rows.
final class RowSource {
  /// The number by which the VM marks its rows, from 1.
  let group: UInt32
  private let path: Path
  /// The line at which the last row begins.
  var line = 0

  init(_ path: Path, group: UInt32) {
    self.path = path
    self.group = group
  }

  /// The start of a message about a row; the line is known only for the last one.
  func position(isLast: Bool) -> String { isLast ? "\(path):\(line): " : "\(path): " }
}
