/// The set of containers that differ from their bytes, in the order of their nodes.
extension Document {
  /// Whether a value differs from its bytes.
  package func isChanged(_ number: UInt32) -> Bool {
    let node = node(number)
    let at = firstChanged(from: number)
    return at < storage.pointee.changed.count && storage.pointee.changed[at] < node.next
  }

  /// Marks a container as different from its bytes.
  @inline(__always)
  func markChanged(_ index: Int) {
    if storage.pointee.containers[index].isChanged { return }
    storage.pointee.containers[index].isChanged = true
    let number = storage.pointee.containers[index].node
    storage.pointee.changed.insert(number, at: firstChanged(from: number))
  }

  /// The index in `changed` of the first container at or after node `number`.
  @inline(__always)
  func firstChanged(from number: UInt32) -> Int {
    // Lines are changed and written in order, so the index is mostly that of the last search or the
    // next.
    let changed = storage.pointee.changed.base
    let count = storage.pointee.changed.count
    var at = storage.pointee.lastChanged
    if at < count && changed[at] < number { at &+= 1 }
    let isFound =
      at <= count && (at == 0 || changed[at &- 1] < number)
      && (at == count || changed[at] >= number)
    if !isFound { at = searchChanged(from: number) }
    storage.pointee.lastChanged = at
    return at
  }

  @inline(never)
  private func searchChanged(from number: UInt32) -> Int {
    var low = 0
    var high = storage.pointee.changed.count
    while low < high {
      let middle = (low + high) / 2
      if storage.pointee.changed[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
