/// A thread that does the steps of some work under a lock, ahead of the thread that needs the
/// results. To be stopped before it is released.
final class HelperThread: @unchecked Sendable {
  private let monitor: ConditionLock
  private let cores: CPUAffinity
  private let stackSize: Int
  /// Whether the thread ends when it has nothing to do, instead of waiting for more. It then takes
  /// any core, not the second one of two.
  private let endsWhenIdle: Bool
  private var thread: LargeStackThread?
  // Under the lock.
  private var isStopped = false

  init(
    _ monitor: ConditionLock, _ cores: CPUAffinity, stackSize: Int, endsWhenIdle: Bool = false
  ) {
    self.monitor = monitor
    self.cores = cores
    self.stackSize = stackSize
    self.endsWhenIdle = endsWhenIdle
  }

  var isStarted: Bool { thread != nil }

  /// Starts the thread, unless it has been started. It calls `step` with the lock held, which may
  /// be released meanwhile, until `stop`. If `step` returns false, there is nothing to do until the
  /// lock is woken.
  func start(_ step: @escaping () -> Bool) throws(RunError) {
    guard thread == nil else { return }
    let new = LargeStackThread(size: stackSize) { [unowned self] in work(step) }
    if let problem = new.start() { throw problem }
    thread = new
    if !endsWhenIdle { cores.take(0, of: 2) }
  }

  private func work(_ step: () -> Bool) {
    if endsWhenIdle { cores.takeAll() } else { cores.take(1, of: 2) }
    monitor.lock()
    defer { monitor.unlock() }
    while !isStopped {
      if step() { continue }
      if endsWhenIdle { return }
      monitor.idle()
    }
  }

  /// Ends the thread after the current step, and waits for its end. To be called without the lock.
  func stop() {
    monitor.lock()
    isStopped = true
    monitor.wakeAll()
    monitor.unlock()
    try? thread?.join()  // its work throws nothing
    thread = nil
  }
}
