internal import Glibc
internal import Synchronization

/// Makes the commit of outputs atomic with respect to signals: one that arrives meanwhile is
/// handled when all outputs are committed, or none.
enum RenameSection {
  /// The action of a signal handler.
  enum Answer {
    /// Temporary files are to be removed, and the process ended.
    case end(arePlaced: Bool)
    /// Nothing: the committing thread, or another handler, will end the process.
    case later
  }

  /// `before`, `during` or `after`; while `during`, the number of a signal is added to it. `ended`
  /// when a handler is ending the process.
  private static let state = Atomic<Int32>(before)
  private static let before: Int32 = 0
  private static let after: Int32 = 1
  private static let ended: Int32 = 2
  private static let during: Int32 = 1000
  private static let turn = Mutex(())

  /// Safe in a signal handler.
  static func signal(_ number: Int32) -> Answer {
    var seen = state.load(ordering: .acquiring)
    while seen != ended {
      let next = seen >= during ? during + number : ended
      let (isDone, now) = state.compareExchange(
        expected: seen, desired: next, ordering: .acquiringAndReleasing)
      if isDone { return seen >= during ? .later : .end(arePlaced: seen == after) }
      seen = now
    }
    return .later
  }

  /// To be called when a file of another run is begun.
  static func begin() {
    _ = state.compareExchange(expected: after, desired: before, ordering: .acquiringAndReleasing)
  }

  /// Runs `body`, which throws if nothing was committed. Returns its result, and a signal that
  /// arrived meanwhile.
  static func uninterrupted<Failure: Error>(
    _ body: () throws(Failure) -> Void
  ) -> (result: Result<Void, Failure>, signal: Int32?) {
    turn.withLock { _ in
      var seen = before
      while seen != during {
        // A handler is ending the process, so no file may change any more.
        if seen == ended { while true { pause() } }
        let exchange = state.compareExchange(
          expected: seen, desired: during, ordering: .acquiringAndReleasing)
        seen = exchange.exchanged ? during : exchange.original
      }
      let result = Result(catching: body)
      let isPlaced = if case .success = result { true } else { false }
      let last = state.exchange(isPlaced ? after : before, ordering: .acquiringAndReleasing)
      return (result, last > during ? last - during : nil)
    }
  }
}
