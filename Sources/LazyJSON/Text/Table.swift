internal import Glibc

/// A growable array of plain values, without reference counts, exclusivity checks and, in release
/// builds, bounds checks. It stores nodes, edits and output.
///
/// It owns its memory; `count` elements are initialised. Growing moves them.
///
/// Other targets inline and specialise its functions only because it is usable from inline itself.
@usableFromInline
package struct Table<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline package private(set) var base: UnsafeMutablePointer<Element>
  @usableFromInline package private(set) var capacity: Int
  @usableFromInline package var count = 0

  /// Its memory in bytes.
  package var room: Int { capacity * MemoryLayout<Element>.stride }

  package init(capacity: Int = 0) {
    self.capacity = capacity
    base = Self.memory(nil, capacity)
  }

  deinit { if capacity > 0 { free(base) } }

  /// Reallocates the memory at `old` for `capacity` elements; for 0, returns an address that must
  /// not be read. Calls the C library because Swift's allocation with an alignment is slower.
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

  /// Reserves capacity for `extra` more elements; at least doubles it if it must grow.
  @inlinable @inline(__always)
  package mutating func reserve(_ extra: Int) {
    if count + extra > capacity { grow(extra) }
  }

  /// Like `reserve`; false, without effect, if the system refuses the memory.
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

  @inlinable @inline(__always)
  package mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    if let start = elements.baseAddress { append(start, count: elements.count) }
  }

  package mutating func append(repeating element: Element, count extra: Int) {
    reserve(extra)
    (base + count).update(repeating: element, count: extra)
    count += extra
  }

  /// Whether `elements` are in this table's memory.
  @inline(__always)
  func contains(_ elements: UnsafeBufferPointer<Element>) -> Bool {
    guard let start = elements.baseAddress else { return false }
    return start >= UnsafePointer(base) && start < UnsafePointer(base + capacity)
  }

  /// The elements; valid until the table grows.
  @inlinable @inline(__always)
  package var elements: UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Inserts an element at `index`.
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

  /// Frees unused memory, except for `spare` more elements.
  package mutating func fit(spare: Int) {
    if capacity > count + spare { resize(to: count + spare) }
  }

  /// Removes all elements, and frees memory beyond `limit` elements.
  package mutating func shrink(to limit: Int) {
    count = 0
    if capacity > limit { resize(to: 0) }
  }
}
