internal import Glibc
internal import LazyJSON

/// Lines to be written: copied bytes, and between them long ranges borrowed from documents. The
/// owner of a document must not free it before the buffer is empty.
struct LineBuffer: ~Copyable {
  var bytes: ByteBuffer
  /// Allocated apart, as documents append to it by its address.
  let borrowed: UnsafeMutablePointer<Table<TextReference>>
  private var pieces = Table<iovec>()

  init(capacity: Int) {
    bytes = ByteBuffer(capacity: capacity)
    borrowed = .allocate(capacity: 1)
    borrowed.initialize(to: Table())
  }

  deinit {
    borrowed.deinitialize(count: 1)
    borrowed.deallocate()
  }

  /// A position in the buffer.
  struct Mark: BitwiseCopyable {
    var bytes = 0
    var borrowed = 0
  }

  var end: Mark { Mark(bytes: bytes.count, borrowed: borrowed.pointee.count) }

  /// Removes everything behind a mark.
  @inline(__always)
  mutating func cut(to mark: Mark) {
    bytes.count = mark.bytes
    borrowed.pointee.count = mark.borrowed
  }

  /// The number of bytes behind a mark.
  @inline(__always)
  func length(from mark: Mark) -> Int {
    var length = bytes.count - mark.bytes
    for index in mark.borrowed..<borrowed.pointee.count {
      length += borrowed.pointee[index].bytes.count
    }
    return length
  }

  /// Copies everything behind a mark to contiguous memory.
  func copy(from mark: Mark, into text: inout ByteBuffer) {
    text.count = 0
    var at = mark.bytes
    for index in mark.borrowed..<borrowed.pointee.count {
      text.append(bytes.base + at, count: borrowed.pointee[index].offset - at)
      text.append(borrowed.pointee[index].bytes)
      at = borrowed.pointee[index].offset
    }
    text.append(bytes.base + at, count: bytes.count - at)
  }

  /// Everything up to a mark, for `writev`; valid until the buffer changes.
  mutating func pieces(upTo mark: Mark) -> UnsafeMutableBufferPointer<iovec> {
    pieces.count = 0
    var at = 0
    for index in 0..<mark.borrowed {
      let range = borrowed.pointee[index]
      add(UnsafePointer(bytes.base + at), range.offset - at)
      if let start = range.bytes.baseAddress { add(start, range.bytes.count) }
      at = range.offset
    }
    add(UnsafePointer(bytes.base + at), mark.bytes - at)
    return UnsafeMutableBufferPointer(start: pieces.base, count: pieces.count)
  }

  private mutating func add(_ start: UnsafePointer<UInt8>, _ count: Int) {
    guard count > 0 else { return }
    pieces.append(iovec(iov_base: UnsafeMutableRawPointer(mutating: start), iov_len: count))
  }
}
