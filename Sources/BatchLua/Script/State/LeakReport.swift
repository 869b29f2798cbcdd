internal import LazyJSON

/// The leak report of a closed state; tests expect zeros.
package struct LeakReport: Sendable {
  /// Bytes that Lua has not freed.
  package let luaBytes: Int
  /// Owners of objects that the state has not freed.
  package let owners: Int
  let pool: DocumentPool

  /// Documents that have not been returned to the pool. The thread that reads ahead returns its
  /// own shortly after the state was closed.
  package var documents: Int { pool.taken }
}
