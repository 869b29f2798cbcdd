/// The text of a document, before it is indexed.
extension Document {
  /// Reserves memory for `count` more bytes of text; returns its address. `extend` adds bytes that
  /// were written there.
  package func reserveText(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    storage.pointee.text.reserve(count + Indexer.padding)
    return storage.pointee.text.base + storage.pointee.text.count
  }

  /// Like `reserveText`; nil if the system refuses the memory.
  package func tryReserveText(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
    guard storage.pointee.text.tryReserve(count + Indexer.padding) else { return nil }
    return storage.pointee.text.base + storage.pointee.text.count
  }

  package func extendText(by count: Int) { storage.pointee.text.count += count }

  /// Truncates the text to its first `count` bytes, before it is indexed.
  package func truncateText(to count: Int) { storage.pointee.text.count = count }

  /// Prefetches the beginning of a value's text, which may be in the cache of another core.
  @inline(__always)
  package func prefetch(_ number: UInt32) {
    Indexer.prefetch(storage.pointee.text.base + Int(node(number).start))
  }

  /// A range of the text, to be written before it is indexed.
  package func text(in range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: storage.pointee.text.base + range.lowerBound, count: range.count)
  }

  /// Removes the first `count` bytes of the text, before it is indexed.
  package func dropPrefix(_ count: Int) {
    let base = storage.pointee.text.base
    base.update(from: base + count, count: storage.pointee.text.count - count)
    storage.pointee.text.count -= count
    storage.pointee.dropped += count
  }

  /// The number of bytes that `dropPrefix` has removed.
  package var dropped: Int { storage.pointee.dropped }

  /// The text in memory; valid until it grows or the document is cleared.
  package var text: Bytes {
    Bytes(start: storage.pointee.text.base, count: storage.pointee.text.count)
  }
}
