internal import LazyJSON

/// Copies of names that live as long as the process, in one allocation.
struct LastingNames {
  private var next: UnsafeMutablePointer<UInt8>
  private var left = 0

  /// `bytes` is the most that all names have together.
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
