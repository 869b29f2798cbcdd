/// A document that is kept but seldom looked at needs its text only: the node table comes back
/// the same when the text is indexed again.
extension Document {
  /// Gives back all memory but the text, when nothing was expanded or changed. `wake` must come
  /// before the next look; `indexer` must live until then.
  package func sleep(until indexer: borrowing Indexer) {
    guard storage.pointee.waker == nil, storage.pointee.containers.count == 0 else { return }
    storage.pointee.waker = indexer.unowned
    storage.pointee.tables = NodeTables()
    storage.pointee.entries = Table()
    storage.pointee.changed = Table()
    storage.pointee.texts = Table()
    storage.pointee.scratch = Table()
    storage.pointee.slots = Table()
    storage.pointee.text.fit(spare: Indexer.padding)
  }

  @inline(__always)
  package var isAsleep: Bool { storage.pointee.waker != nil }

  /// Indexes the text again. It was valid before; only memory can be short, which ends the
  /// process.
  @inline(never)
  package func wake() {
    guard let waker = storage.pointee.waker else { return }
    storage.pointee.waker = nil
    do {
      try index(with: waker, lines: storage.pointee.isLines)
    } catch {
      fatalError("no memory to index a text again")
    }
  }
}
