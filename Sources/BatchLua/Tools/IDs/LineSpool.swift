internal import LazyJSON

/// A queue of numbered lines in an unnamed temporary file, to be read once, in order.
final class LineSpool {
  private let file: UnnamedFile
  private var buffer = ByteBuffer()
  private static let much = 1 << 18
  /// The size of the header of each line: its number and its length.
  private static let headSize = 16

  init() throws(RunError) { file = try UnnamedFile() }

  func append(_ line: Bytes, number: Int) throws(RunError) {
    withUnsafeBytes(of: (number, line.count)) { buffer.append($0.bindMemory(to: UInt8.self)) }
    buffer.append(line)
    if buffer.count >= Self.much { try flush() }
  }

  private func flush() throws(RunError) {
    try file.append(UnsafeRawBufferPointer(buffer.elements))
    buffer.count = 0
  }

  /// Calls `body` with each line, valid until it returns. Nothing may be appended afterwards.
  func forEach(_ body: (Bytes, Int) throws(RunError) -> Void) throws(RunError) {
    try flush()
    var (offset, at) = (0, 0)
    while offset + at < file.size {
      if buffer.count - at < Self.headSize { try fill(from: &offset, &at, Self.headSize) }
      let head = UnsafeRawBufferPointer(start: buffer.base + at, count: Self.headSize)
      let (number, count) = head.loadUnaligned(as: (Int, Int).self)
      let whole = Self.headSize + count
      if buffer.count - at < whole { try fill(from: &offset, &at, whole) }
      try body(
        Bytes(rebasing: buffer.elements[at + Self.headSize..<at + whole]), number)
      at += whole
    }
  }

  /// Reads until `count` bytes are at the beginning of the buffer.
  private func fill(from offset: inout Int, _ at: inout Int, _ count: Int) throws(RunError) {
    offset += at
    at = 0
    buffer.count = 0
    let room = max(count, Self.much)
    buffer.reserve(room)
    while buffer.count < count {
      let space = UnsafeMutableRawBufferPointer(
        start: buffer.base + buffer.count, count: room - buffer.count)
      let read = try file.read(into: space, at: offset + buffer.count)
      if read == 0 { throw UnnamedFile.cutShort }
      buffer.count += read
    }
  }
}
