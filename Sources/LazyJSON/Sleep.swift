/// A document that is kept but seldom looked at needs its text and its changes only: the node table
/// comes back the same when the text is indexed again.
extension Document {
  /// Gives back all memory but the text and what differs from it. `wake` must come before the next
  /// look; `indexer` must live until then.
  package func sleep(until indexer: borrowing Indexer) {
    guard storage.pointee.waker == nil else { return }
    storage.pointee.waker = indexer.unowned
    storage.pointee.tables = NodeTables()
    storage.pointee.originals = Originals()
    storage.pointee.scratch = Table()
    storage.pointee.held = Table()
    storage.pointee.frozen = Table()
    storage.pointee.frozenPlaces = Table()
    storage.pointee.frozenErrors = []
    storage.pointee.slots = Table()
    storage.pointee.text.fit(spare: Indexer.padding)
    if storage.pointee.changed.count == 0 { forgetContainers() }
    for index in 0..<storage.pointee.containers.count {
      storage.pointee.containers[index].slotCount = 0
    }
    storage.pointee.containers.fit(spare: 0)
    storage.pointee.entries.fit(spare: 0)
    storage.pointee.changed.fit(spare: 0)
    storage.pointee.texts.fit(spare: 0)
  }

  /// Drops what was expanded without a change.
  private func forgetContainers() {
    storage.pointee.containers = Table()
    storage.pointee.entries = Table()
    storage.pointee.changed = Table()
    storage.pointee.texts = Table()
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
    repeatCopies()
    for index in 0..<storage.pointee.containers.count {
      let node = storage.pointee.containers[index].node
      let nodes = storage.pointee.tables.nodes
      nodes[Int(node)].expand(into: index)
    }
  }
}
