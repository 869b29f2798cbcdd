internal import LazyJSON

/// A part of a file that was read, for lines of it: many where they are asked for in their order.
struct LineWindow: ~Copyable {
  private var text = ByteBuffer()
  private var start = 0
  private var file: Int?

  private static let few = 1 << 12
  private static let many = 1 << 17

  /// The line that begins at a place of a file, without its end; valid until the next call. `read`
  /// fills some of a space from a place on, 0 at the end.
  mutating func line(
    at place: Int, of file: Int,
    _ read: (UnsafeMutableRawBufferPointer, Int) throws(RunError) -> Int
  ) throws(RunError) -> Bytes {
    let end = start + text.count
    let isNear = self.file == file && place >= start && place <= end + Self.few
    if self.file == file && place >= start && place < end {
      let rest = Bytes(rebasing: text.elements[(place - start)...])
      if let length = rest.firstLine { return Self.trimmed(rest, length - 1) }
    }
    self.file = file
    start = place
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

  /// The line in so many bytes, without the first half of a line end: at the end of a file, too.
  private static func trimmed(_ bytes: Bytes, _ length: Int) -> Bytes {
    let isCut = length > 0 && bytes[length - 1] == 0x0D
    return Bytes(rebasing: bytes[..<(isCut ? length - 1 : length)])
  }
}
