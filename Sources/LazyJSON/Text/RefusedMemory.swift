/// Ends the process when the system refuses memory in the middle of work that cannot be undone: by
/// a crash, unless the program has set a handler.
package enum RefusedMemory {
  /// Called on the thread that wanted this many bytes. To be set before there is another thread.
  nonisolated(unsafe) package static var handler: ((_ bytes: Int) -> Never)?

  package static func end(_ bytes: Int) -> Never {
    handler?(bytes)
    fatalError("the system refused \(bytes) bytes of memory")
  }
}
