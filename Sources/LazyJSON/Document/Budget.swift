internal import Synchronization

/// A limit for the bytes that programs add to documents by edits and by texts of their own.
/// Documents charge it as their tables grow, and refund it when they are cleared.
package final class Budget: @unchecked Sendable {
  private let used = Atomic<Int>(0)
  private let limit: Int
  private let others: () -> Int

  /// `limit` bounds these bytes plus the result of `others`, which is called on the editing thread.
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
  /// Makes the document charge this budget.
  package func count(for budget: Budget?) {
    uncount()
    storage.pointee.budget = budget
  }

  /// Charges for the text and its nodes, too. Throws if the limit is exceeded.
  package func countText() throws(EditError) {
    let nodes = Int(node(0).next) * MemoryLayout<Node>.stride
    try charge(storage.pointee.text.count + nodes)
  }

  /// Charges for all edits since the last call, without checking the limit.
  package func recount() {
    guard let budget = storage.pointee.budget else { return }
    let bytes =
      storage.pointee.texts.capacity + storage.pointee.entries.capacity * MemoryLayout<Entry>.stride
    budget.add(bytes - storage.pointee.charged)
    storage.pointee.charged = bytes
  }

  /// Refunds everything that was charged.
  package func uncount() {
    storage.pointee.budget?.add(-storage.pointee.charged)
    storage.pointee.charged = 0
  }

  /// Charges for the growth of a table in bytes, without checking the limit.
  func charge(growth: Int) {
    guard let budget = storage.pointee.budget else { return }
    budget.add(growth)
    storage.pointee.charged += growth
  }

  /// To be called before a table grows by `extra` elements. Throws if that exceeds the limit.
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
