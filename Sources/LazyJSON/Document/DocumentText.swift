/// The text of a document, before it is indexed.
extension Document {
  /// Room for `count` more bytes of text: where to write them. `extend` says how many came.
  package func reserveText(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    storage.pointee.text.reserve(count + Indexer.padding)
    return storage.pointee.text.base + storage.pointee.text.count
  }

  /// The same; nil when the system refuses the memory.
  package func tryReserveText(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
    guard storage.pointee.text.tryReserve(count + Indexer.padding) else { return nil }
    return storage.pointee.text.base + storage.pointee.text.count
  }

  package func extendText(by count: Int) { storage.pointee.text.count += count }

  /// Cuts the text to its first `count` bytes, before it is indexed.
  package func truncateText(to count: Int) { storage.pointee.text.count = count }

  /// Has the core fetch the beginning of a value's text, which another one may have written last,
  /// before it is needed.
  @inline(__always)
  package func prefetch(_ number: UInt32) {
    Indexer.prefetch(storage.pointee.text.base + Int(node(number).start))
  }

  /// A part of the text, to be filled in before it is indexed.
  package func text(in range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: storage.pointee.text.base + range.lowerBound, count: range.count)
  }

  /// Takes the first `count` bytes of the text away, before it is indexed.
  package func dropPrefix(_ count: Int) {
    let base = storage.pointee.text.base
    base.update(from: base + count, count: storage.pointee.text.count - count)
    storage.pointee.text.count -= count
    storage.pointee.dropped += count
  }

  /// How many bytes `dropPrefix` has taken away.
  package var dropped: Int { storage.pointee.dropped }

  /// The text as it is in memory; valid until it grows or the document is cleared.
  package var text: Bytes {
    Bytes(start: storage.pointee.text.base, count: storage.pointee.text.count)
  }
}
