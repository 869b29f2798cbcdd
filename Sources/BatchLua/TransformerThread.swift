internal import Synchronization

/// The thread of a `Transformer`, which does one piece of work after the other.
final class TransformerThread: @unchecked Sendable {
  private let monitor = ConditionLock()
  private let control = RunControl()
  // Under the lock.
  private var work: [Work] = []
  private var isEnded = false
  /// What the script is gone with.
  private var failure: RunError?
  /// The work at hand, when it may have to be left behind.
  private var current: (@Sendable (RunError) -> Void)?

  private struct Work: Sendable {
    let perform: @Sendable (TransformSession?) -> Void
    let fail: @Sendable (RunError) -> Void
  }

  /// Starts the thread and loads the script there.
  func begin(_ options: RunOptions) async throws(RunError) {
    control.begin { [unowned self] in leave($0) }
    let loaded = Completion<Void>()
    var options = options
    if options.timeout != nil { options.control = control }
    current = { loaded.finish(.failure($0)) }
    let problem = LargeStackThread.detached(size: options.stackSize) { [self, options] in
      do throws(RunError) {
        let session = try TransformSession(options)
        loaded.finish(.success(()))
        serve(session)
      } catch {
        fail(error)
        loaded.finish(.failure(error))
      }
    }
    if let problem { throw problem }
    try await loaded.value().get()
  }

  /// Has the thread do a piece of work. When the script is gone by an earlier one, its error is
  /// thrown.
  nonisolated(nonsending) func perform<Value: Sendable>(
    _ body: @escaping @Sendable (TransformSession) throws(RunError) -> Value
  ) async throws(RunError) -> Value {
    let completion = Completion<Value>()
    add(
      Work(
        perform: { [self] session in
          guard let session else { return }
          let result = Result { () throws(RunError) in try body(session) }
          if case .failure(let error) = result { fail(error) }
          completion.finish(result)
        }, fail: { completion.finish(.failure($0)) }))
    return try await completion.value().get()
  }

  private func add(_ new: Work) {
    monitor.lock()
    let failure = failure
    if failure == nil {
      work.append(new)
      monitor.wakeAll()
    }
    monitor.unlock()
    if let failure { new.fail(failure) }
  }

  private func serve(_ session: TransformSession) {
    while let next = next() { next.perform(session) }
  }

  private func next() -> Work? {
    monitor.lock()
    defer { monitor.unlock() }
    current = nil
    while work.isEmpty && !isEnded && failure == nil { monitor.wait() }
    if work.isEmpty || failure != nil { return nil }
    let next = work.removeFirst()
    current = next.fail
    return next
  }

  /// The script is gone.
  private func fail(_ error: RunError) {
    monitor.lock()
    failure = failure ?? error
    let waiting = work
    work = []
    monitor.wakeAll()
    monitor.unlock()
    for work in waiting { work.fail(error) }
  }

  /// The work at hand does not end.
  private func leave(_ error: RunError) {
    fail(error)
    monitor.lock()
    let current = current
    monitor.unlock()
    current?(error)
  }

  /// No more work comes.
  func end() {
    monitor.lock()
    isEnded = true
    monitor.wakeAll()
    monitor.unlock()
  }
}
