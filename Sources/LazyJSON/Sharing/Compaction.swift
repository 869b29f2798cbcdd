/// Compacting a document that is seldom read: the node table is dropped, and rebuilt by indexing
/// the text again.
extension Document {
  /// Frees all memory but the text and its edits. `restore` must be called before the next access,
  /// and `indexer` must live until then.
  package func compact(until indexer: borrowing Indexer) {
    guard storage.pointee.restorer == nil else { return }
    storage.pointee.restorer = indexer.unowned
    storage.pointee.tables = NodeTables()
    storage.pointee.originals = Originals()
    storage.pointee.scratch = Table()
    storage.pointee.held = Table()
    storage.pointee.foreigns = SerializedForeigns()
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

  /// Drops expanded containers without changes.
  private func forgetContainers() {
    storage.pointee.containers = Table()
    storage.pointee.entries = Table()
    storage.pointee.changed = Table()
    storage.pointee.texts = Table()
  }

  @inline(__always)
  package var isCompacted: Bool { storage.pointee.restorer != nil }

  /// Indexes the text again. As it was valid before, this can fail only for lack of memory, which
  /// ends the process.
  @inline(never)
  package func restore() {
    guard let restorer = storage.pointee.restorer else { return }
    storage.pointee.restorer = nil
    do {
      try index(with: restorer, lines: storage.pointee.isLines)
    } catch {
      RefusedMemory.end(text.count)
    }
    repeatCopies()
    for index in 0..<storage.pointee.containers.count {
      let node = storage.pointee.containers[index].node
      let nodes = storage.pointee.tables.nodes
      nodes[Int(node)].expand(into: index)
    }
  }
}
