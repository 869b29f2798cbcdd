internal import LazyJSON

/// A buffered part of a file, from which lines are taken. Reads ahead if lines are asked for in
/// order.
struct LineWindow: ~Copyable {
  private var text = ByteBuffer()
  private var start = 0
  private var file: Int?

  private static let few = 1 << 12
  private static let many = 1 << 17

  /// The line that begins at an offset of a file, without its end; valid until the next call.
  /// `read` fills a buffer from an offset on, and returns the number of bytes, 0 at the end.
  mutating func line(
    at offset: Int, of file: Int,
    _ read: (UnsafeMutableRawBufferPointer, Int) throws(RunError) -> Int
  ) throws(RunError) -> Bytes {
    let end = start + text.count
    let isNear = self.file == file && offset >= start && offset <= end + Self.few
    if self.file == file && offset >= start && offset < end {
      let rest = Bytes(rebasing: text.elements[(offset - start)...])
      if let length = rest.firstLine { return Self.trimmed(rest, length - 1) }
    }
    self.file = file
    start = offset
    text.count = 0
    var step = isNear ? Self.many : Self.few
    while true {
      text.reserve(step)
      let space = UnsafeMutableRawBufferPointer(start: text.base + text.count, count: step)
      let count = try read(space, start + text.count)
      let old = text.count
      text.count += count
      if count == 0 { return Self.trimmed(text.elements, text.count) }
      let fresh = Bytes(rebasing: text.elements[old...])
      if let length = fresh.firstLine { return Self.trimmed(text.elements, old + length - 1) }
      step = max(step, min(text.count, 1 << 22))
    }
  }

  /// The first `length` bytes without the CR of a line end, also at the end of a file.
  private static func trimmed(_ bytes: Bytes, _ length: Int) -> Bytes {
    let isCut = length > 0 && bytes[length - 1] == 0x0D
    return Bytes(rebasing: bytes[..<(isCut ? length - 1 : length)])
  }
}
