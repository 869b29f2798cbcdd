/// Ends the process if the system refuses memory during work that cannot be undone: calls the
/// program's handler, or crashes.
package enum RefusedMemory {
  /// Called on the thread that requested this many bytes. To be set before other threads start.
  nonisolated(unsafe) package static var handler: ((_ bytes: Int) -> Never)?

  package static func end(_ bytes: Int) -> Never {
    handler?(bytes)
    fatalError("the system refused \(bytes) bytes of memory")
  }
}
