internal import Synchronization

/// The bytes that programs bring into documents by edits and texts of their own. Documents count
/// what they take from it, in steps as their tables grow, until they are cleared.
package final class Budget: @unchecked Sendable {
  private let used = Atomic<Int>(0)
  private let limit: Int
  private let others: () -> Int

  /// `limit` is for these bytes and those that `others` tells of, together. `others` is called on
  /// the thread that edits.
  package init(limit: Int, others: @escaping () -> Int) {
    self.limit = limit
    self.others = others
  }

  package var bytes: Int { used.load(ordering: .relaxed) }

  fileprivate func take(_ count: Int) -> Bool {
    if bytes + count + others() > limit { return false }
    add(count)
    return true
  }

  fileprivate func add(_ count: Int) { used.add(count, ordering: .relaxed) }
}

extension Document {
  /// From now on the document counts what it takes.
  package func count(for budget: Budget?) {
    uncount()
    storage.pointee.budget = budget
  }

  /// Counts the text and its nodes too. Throws when that is too much.
  package func countText() throws(EditError) {
    let nodes = Int(node(0).next) * MemoryLayout<Node>.stride
    try charge(storage.pointee.text.count + nodes)
  }

  /// Counts, also where that is too much, what edits have brought in since it was counted last.
  package func recount() {
    guard let budget = storage.pointee.budget else { return }
    let bytes =
      storage.pointee.texts.capacity + storage.pointee.entries.capacity * MemoryLayout<Entry>.stride
    budget.add(bytes - storage.pointee.charged)
    storage.pointee.charged = bytes
  }

  /// Counts nothing of what is there.
  package func uncount() {
    storage.pointee.budget?.add(-storage.pointee.charged)
    storage.pointee.charged = 0
  }

  /// Counts, also where that is too much, by how many bytes a table has grown.
  func charge(growth: Int) {
    guard let budget = storage.pointee.budget else { return }
    budget.add(growth)
    storage.pointee.charged += growth
  }

  /// To be called before a table grows by `extra` elements. Throws when that is too much.
  @inline(__always)
  func afford<Element>(_ extra: Int, in table: borrowing Table<Element>) throws(EditError) {
    if table.count + extra > table.capacity {
      let capacity = max(table.count + extra, table.capacity * 2)
      try charge((capacity - table.capacity) * MemoryLayout<Element>.stride)
    }
  }

  @inline(never)
  private func charge(_ count: Int) throws(EditError) {
    guard let budget = storage.pointee.budget else { return }
    guard budget.take(count) else { throw EditError(isBeyondBudget: true) }
    storage.pointee.charged += count
  }
}
