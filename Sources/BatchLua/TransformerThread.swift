internal import Synchronization

/// The thread of a `Transformer`, which does one piece of work after the other. What fails there is
/// that work's alone: when its script cannot go on, the next work finds it loaded anew, and when
/// its thread cannot, on another one.
final class TransformerThread: @unchecked Sendable {
  private let options: RunOptions
  private let monitor = ConditionLock()
  /// That of the thread for work, and that of the callers for its end.
  private let lookout = Lookout()
  private let callers = Lookout()
  // Under the lock.
  private var waiting: [Work] = []
  /// The work at hand.
  private var current: Work?
  /// Of the script that does it.
  private var control = RunControl()
  private var isEnded = false
  /// The number of the thread, those before which were left behind; and whether it is there.
  private var number = 0
  private var isThere = false

  /// Seconds that the work at hand has to end by itself when it is cancelled: the script stays
  /// then.
  private static let patience = 0.1

  init(_ options: RunOptions) { self.options = options }

  /// A piece of work for somebody who waits for it.
  private final class Work: Sendable {
    let perform: @Sendable (TransformSession, _ isWanted: () -> Bool) -> Void
    /// No effect when it is done.
    let fail: @Sendable (RunError) -> Void
    let isCancelled = Atomic<Bool>(false)

    init<Value: Sendable>(
      _ completion: Completion<Value>,
      _ body: @escaping @Sendable (TransformSession, () -> Bool) throws(RunError) -> Value
    ) {
      perform = { session, isWanted in
        completion.finish(Result { () throws(RunError) in try body(session, isWanted) })
      }
      fail = { completion.finish(.failure($0)) }
    }
  }

  // MARK: Those who wait

  /// Has the thread do a piece of work, on a script that is loaded.
  nonisolated(nonsending) func perform<Value: Sendable>(
    _ body: @escaping @Sendable (TransformSession, () -> Bool) throws(RunError) -> Value
  ) async throws(RunError) -> Value {
    let completion = Completion<Value>()
    let work = Work(completion, body)
    add(work)
    return try await withTaskCancellationHandler {
      await completion.value(callers)
    } onCancel: {
      cancel(work)
    }.get()
  }

  private func add(_ work: Work) {
    monitor.lock()
    waiting.append(work)
    let failed = startWhenNeeded()
    monitor.wakeAll()
    monitor.unlock()
    failed?()
  }

  /// Starts a thread when there is none. The result is to be called without the lock.
  private func startWhenNeeded() -> (() -> Void)? {
    if isThere || waiting.isEmpty { return nil }
    isThere = true
    let number = number
    let problem = LargeStackThread.detached(size: options.stackSize) { [self] in serve(number) }
    guard let problem else { return nil }
    isThere = false
    let failed = waiting
    waiting = []
    return { for work in failed { work.fail(problem) } }
  }

  private func cancel(_ work: Work) {
    monitor.lock()
    let index = waiting.firstIndex { $0 === work }
    if let index { waiting.remove(at: index) }
    let isCurrent = current === work
    monitor.unlock()
    if index != nil { work.fail(RunError(.cancelled, "the call was cancelled")) }
    guard isCurrent else { return }
    work.isCancelled.store(true, ordering: .relaxed)
    Task.detached { [self] in
      try? await Task.sleep(for: .seconds(Self.patience))
      controlOf(work)?.cancelRun()
    }
  }

  /// What ends the script that is at this work; nil when it is not any more.
  private func controlOf(_ work: Work) -> RunControl? {
    monitor.lock()
    defer { monitor.unlock() }
    return current === work ? control : nil
  }

  /// No more work comes.
  func end() {
    monitor.lock()
    isEnded = true
    monitor.wakeAll()
    monitor.unlock()
  }

  // MARK: The thread

  private func serve(_ number: Int) {
    var session: TransformSession?
    while let (work, control) = next(number, hasScript: session != nil) {
      control.duringPart {
        do throws(RunError) {
          let loaded = if let session { session } else { try load(control) }
          session = loaded
          work.perform(loaded) { !work.isCancelled.load(ordering: .relaxed) }
        } catch {
          work.fail(control.error ?? error)
        }
      }
      if session?.isLost == true { session = nil }
    }
  }

  private func load(_ control: RunControl) throws(RunError) -> TransformSession {
    var options = options
    options.control = control
    return try TransformSession(options)
  }

  /// The next work, and what may end it; nil when there is no more for this thread.
  private func next(_ number: Int, hasScript: Bool) -> (Work, RunControl)? {
    monitor.lock()
    defer { monitor.unlock() }
    if number == self.number { current = nil }
    while waiting.isEmpty && !isEnded && number == self.number { monitor.wait(lookout) }
    if waiting.isEmpty || number != self.number { return nil }
    if !hasScript {
      control = RunControl()
      control.begin { [weak self] in self?.leave(number, $0) }
    }
    let work = waiting.removeFirst()
    current = work
    return (work, control)
  }

  /// The work at hand does not end: others go on on another thread.
  private func leave(_ number: Int, _ error: RunError) {
    monitor.lock()
    guard number == self.number else { return monitor.unlock() }
    self.number += 1
    isThere = false
    let stuck = current
    current = nil
    let failed = startWhenNeeded()
    monitor.unlock()
    stuck?.fail(error)
    failed?()
  }
}
