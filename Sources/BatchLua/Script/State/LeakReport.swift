internal import LazyJSON

/// The leak report of a closed state; tests expect zeros.
package struct LeakReport: Sendable {
  /// Bytes that Lua has not given back.
  package let luaBytes: Int
  /// Owners of objects that the state has not given back.
  package let owners: Int
  let pool: DocumentPool

  /// Documents that are still in use. The thread that reads ahead gives its own back a little
  /// later.
  package var documents: Int { pool.taken }
}
