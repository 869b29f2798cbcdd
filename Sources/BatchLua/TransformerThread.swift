internal import Synchronization

/// The thread of a `Transformer`, which executes one call after the other. If the script cannot go
/// on after a call, the next one loads it again; if the thread is stuck in a call, the next one
/// uses a new thread.
final class TransformerThread: @unchecked Sendable {
  private let options: RunOptions
  private let monitor = ConditionLock()
  /// For the thread while it waits for calls, and for the callers while they wait for results.
  private let spinning = SpinPolicy()
  private let callers = SpinPolicy()
  // Under the lock.
  private var waiting: [Work] = []
  /// The call being executed.
  private var current: Work?
  /// The control of the script that executes it.
  private var control = RunControl()
  private var isEnded = false
  /// The number of the thread, which counts those that were abandoned before, and whether it runs.
  private var number = 0
  private var isThere = false

  /// Seconds that a cancelled call has to end by itself before the script is interrupted, and so
  /// lost.
  private static let patience = 0.1

  init(_ options: RunOptions) { self.options = options }

  /// A call whose caller waits for its result.
  private final class Work: Sendable {
    let perform: @Sendable (TransformSession, _ isWanted: () -> Bool) -> Void
    /// Ends the call with an error; no effect if it has ended.
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

  // MARK: Callers

  /// Executes `body` on the thread with the loaded script, and returns its result. Throws an error
  /// of the kind `cancelled` if the task is cancelled.
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

  /// Starts a thread if calls are waiting and there is none. If that fails, returns a function
  /// that fails the waiting calls, to be called without the lock.
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

  /// The control of the script that executes this call; nil if the call is not being executed.
  private func controlOf(_ work: Work) -> RunControl? {
    monitor.lock()
    defer { monitor.unlock() }
    return current === work ? control : nil
  }

  /// Ends the thread after the waiting calls.
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

  /// Waits for the next call; returns it with the control of its script. Nil if the thread must
  /// end.
  private func next(_ number: Int, hasScript: Bool) -> (Work, RunControl)? {
    monitor.lock()
    defer { monitor.unlock() }
    if number == self.number { current = nil }
    while waiting.isEmpty && !isEnded && number == self.number { monitor.wait(spinning) }
    if waiting.isEmpty || number != self.number { return nil }
    if !hasScript {
      control = RunControl()
      control.begin { [weak self] in self?.leave(number, $0) }
    }
    let work = waiting.removeFirst()
    current = work
    return (work, control)
  }

  /// Abandons the thread, which is stuck in a call: that fails, and another thread executes the
  /// others.
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
