internal import LazyJSON

/// Bytes of a file that have been read but not taken yet. Offsets count from the next byte.
struct FileBuffer: ~Copyable {
  private let file: InputFile
  private var bytes = ByteBuffer()
  private var at = 0
  private var isAtEnd = false

  /// The number of bytes that are read at once.
  private static let step = 1 << 16
  /// The most memory that is retained after a long value.
  private static let mostKept = 1 << 22

  init(_ file: InputFile) { self.file = file }

  /// The byte at an offset. `has` must have returned true for it.
  @inline(__always)
  subscript(offset: Int) -> UInt8 { bytes[at + offset] }

  /// All bytes in the buffer; valid until more are read.
  var rest: Bytes { Bytes(rebasing: bytes.elements[at...]) }

  /// Whether the file has `count` more bytes; reads them if needed. Throws if reading fails, or if
  /// the system refuses memory.
  @inline(__always)
  mutating func has(_ count: Int) throws(RunError) -> Bool {
    if bytes.count - at >= count { return true }
    return try fill(count)
  }

  private mutating func fill(_ count: Int) throws(RunError) -> Bool {
    if at > 0 {
      bytes.base.update(from: bytes.base + at, count: bytes.count - at)
      bytes.count -= at
      at = 0
    }
    while bytes.count < count && !isAtEnd {
      guard bytes.tryReserve(Self.step) else { throw RunError.refusedMemory(0, bytes.count) }
      let space = UnsafeMutableRawBufferPointer(start: bytes.base + bytes.count, count: Self.step)
      let more = try file.read(into: space)
      bytes.count += more
      isAtEnd = more == 0
    }
    return bytes.count >= count
  }

  /// Removes bytes of the buffer.
  @inline(__always)
  mutating func skip(_ count: Int) { at += count }

  /// Removes bytes of the buffer and returns them; valid until more are read.
  mutating func take(_ count: Int) -> Bytes {
    defer { at += count }
    return Bytes(rebasing: bytes.elements[at..<at + count])
  }

  /// Frees the memory of a long value. Taken bytes become invalid.
  mutating func shrink() {
    if bytes.capacity <= Self.mostKept { return }
    var rest = ByteBuffer()
    rest.append(self.rest)
    swap(&rest, &bytes)
    at = 0
  }
}
