internal import LazyJSON

/// Copies of names that live as long as the process, many in one piece of memory.
struct LastingNames {
  private var next: UnsafeMutablePointer<UInt8>
  private var left = 0

  /// For names of this many bytes together, at most.
  init(bytes: Int) {
    left = bytes
    next = .allocate(capacity: bytes)
  }

  mutating func copy(_ name: String) -> Bytes {
    let copy = UnsafeMutableBufferPointer(start: next, count: name.utf8.count)
    _ = copy.initialize(from: name.utf8)
    next += copy.count
    left -= copy.count
    precondition(left >= 0, "more names than were announced")
    return Bytes(copy)
  }
}
