internal import Glibc

/// A growable array of plain values without reference counts, bounds checks in release builds or
/// exclusivity checks: the storage of nodes, edits and output bytes.
///
/// It owns its memory; `count` elements are initialised. Growing moves them.
package struct Table<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline package private(set) var base: UnsafeMutablePointer<Element>
  @usableFromInline package private(set) var capacity: Int
  @usableFromInline package var count = 0

  /// What it takes of memory, in bytes.
  package var room: Int { capacity * MemoryLayout<Element>.stride }

  package init(capacity: Int = 0) {
    self.capacity = capacity
    base = Self.memory(nil, capacity)
  }

  deinit { if capacity > 0 { free(base) } }

  /// Memory for `capacity` elements, that at `old` made larger or smaller; for none, an address
  /// that is not to be read. The C library's own: Swift's pointers ask for an alignment, which
  /// costs more.
  private static func memory(
    _ old: UnsafeMutablePointer<Element>?, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    if capacity == 0 {
      free(old)
      return UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
    }
    guard let memory = realloc(old, capacity * MemoryLayout<Element>.stride) else {
      RefusedMemory.end(capacity * MemoryLayout<Element>.stride)
    }
    return memory.assumingMemoryBound(to: Element.self)
  }

  private mutating func resize(to capacity: Int) {
    base = Self.memory(self.capacity > 0 ? base : nil, capacity)
    self.capacity = capacity
  }

  @inlinable
  package subscript(index: Int) -> Element {
    unsafeAddress {
      assert(index >= 0 && index < count)
      return UnsafePointer(base + index)
    }
    unsafeMutableAddress {
      assert(index >= 0 && index < count)
      return base + index
    }
  }

  /// Makes room for `extra` more elements, at least doubling when it has to grow.
  @inlinable @inline(__always)
  package mutating func reserve(_ extra: Int) {
    if count + extra > capacity { grow(extra) }
  }

  /// The same; false, with nothing done, when the system refuses the memory.
  package mutating func tryReserve(_ extra: Int) -> Bool {
    if count + extra <= capacity { return true }
    for capacity in [max(count + extra, self.capacity * 2), count + extra] {
      let old = self.capacity > 0 ? base : nil
      guard let memory = realloc(old, capacity * MemoryLayout<Element>.stride) else { continue }
      base = memory.assumingMemoryBound(to: Element.self)
      self.capacity = capacity
      return true
    }
    return false
  }

  @usableFromInline @inline(never)
  mutating func grow(_ extra: Int) {
    resize(to: max(count + extra, capacity * 2, 16))
  }

  @inlinable @inline(__always)
  package mutating func append(_ element: Element) {
    reserve(1)
    base[count] = element
    count += 1
  }

  @inlinable @inline(__always)
  package mutating func append(_ elements: UnsafePointer<Element>, count extra: Int) {
    reserve(extra)
    (base + count).update(from: elements, count: extra)
    count += extra
  }

  package mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    if let start = elements.baseAddress { append(start, count: elements.count) }
  }

  package mutating func append(repeating element: Element, count extra: Int) {
    reserve(extra)
    (base + count).update(repeating: element, count: extra)
    count += extra
  }

  /// Whether `elements` stand in this table's memory.
  @inline(__always)
  func contains(_ elements: UnsafeBufferPointer<Element>) -> Bool {
    guard let start = elements.baseAddress else { return false }
    return start >= UnsafePointer(base) && start < UnsafePointer(base + capacity)
  }

  /// The elements, until they move.
  package var elements: UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Opens a gap of one element at `index` and fills it.
  package mutating func insert(_ element: Element, at index: Int) {
    reserve(1)
    if index < count {
      let at = UnsafeMutableRawPointer(base + index)
      let size = MemoryLayout<Element>.stride
      (at + size).copyMemory(from: at, byteCount: (count - index) * size)
    }
    base[index] = element
    count += 1
  }

  /// Gives back memory that holds no elements, but for room for `spare` more.
  package mutating func fit(spare: Int) {
    if capacity > count + spare { resize(to: count + spare) }
  }

  /// Gives back memory beyond `limit` elements; the contents are dropped.
  package mutating func shrink(to limit: Int) {
    count = 0
    if capacity > limit { resize(to: 0) }
  }
}
