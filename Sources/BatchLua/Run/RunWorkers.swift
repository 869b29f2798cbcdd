internal import LuaVM

/// Processing the chunks of the input with one or several workers, each with a state and a thread.
extension RunSession {
  /// Lets each worker process chunks until there are no more. Throws the first error in the order
  /// of the input.
  func process() throws {
    if isGuess && !feed.takesHelp, try workers[0].work(on: feed, bytes: RunOptions.little) {
      return try workers[0].finish()
    }
    var failure: (any Error)?
    let others = (1..<options.mostStates).map { Other(number: $0) }
    let threads = others.map { other in
      LargeStackThread(size: options.stackSize) { [unowned self, feed] in
        cores.take(other.number, of: options.mostStates)
        do { other.worker = try makeOther() } catch {
          feed.stop()
          throw error
        }
        try other.worker?.work(on: feed)
      }
    }
    for thread in threads { failure = failure ?? thread.start() }
    if !threads.isEmpty { cores.take(0, of: options.mostStates) }
    if failure == nil {
      do { try workers[0].work(on: feed) } catch { failure = error }
    } else {
      feed.stop()
    }
    for thread in threads {
      do { try thread.join() } catch { failure = failure ?? error }
    }
    workers += others.compactMap(\.worker)
    for worker in workers { try worker.finish() }
    if let failure { throw failure }
  }

  /// The worker of another thread; to be accessed after that thread has ended.
  private final class Other {
    let number: Int
    var worker: RecordLoop?

    init(number: Int) { self.number = number }
  }

  /// Creates another state, on its own thread while the first one already works.
  func makeOther() throws -> RecordLoop {
    let profile = state.options.profile
    let sink = CheckedLines(profile: profile, waiting: PendingLines())
    let forgotten = CheckedLines(profile: profile, capacity: 0, form: options.outputForm)
    let outcome: MessageText = "not all states could be made"
    let describer = try Self.loaded(
      source, options, profile, sink, forgotten, state.documents.pool,
      outcome: outcome)
    forgotten.setRows(CSVRows(columns: describer.state.declaredColumns))
    let worker = worker(describer, .apart)
    try hook(worker, outcome: outcome) { (vm) throws(ScriptError) in try vm.begin() }
    return worker
  }
}
