internal import CThreads
internal import Glibc

// The compiler stores the length of the file's path in the code for withoutActuallyEscaping. A name
// without a path makes builds reproducible.
#sourceLocation(file:"onLargeStack",line:6)
/// Runs `body` on a thread with a stack of `size` bytes, which needs memory only as it is used.
/// Deep recursion in a script then fails with Lua's own error instead of a crash.
func onLargeStack<Result>(size: Int = 256 << 20, _ body: () throws -> Result) throws -> Result {
  var result: Result?
  try withoutActuallyEscaping({ result = try body() }) { work in
    let thread = LargeStackThread(size: size, work)
    if let error = thread.start() { throw error }
    try thread.join()
  }
  return result!
}
#sourceLocation()

/// A thread with a large stack. The thread that starts it joins it.
final class LargeStackThread {
  private let size: Int
  private let body: () throws -> Void
  /// The stop signal of the creating thread.
  private let signal = StopSignal.current
  private var thread: pthread_t?
  private var failure: (any Error)?

  init(size: Int, _ body: @escaping () throws -> Void) {
    self.size = size
    self.body = body
  }

  /// Starts the thread; returns the error if it cannot be created.
  func start() -> RunError? {
    var new = pthread_t()
    let problem = Self.create(
      &new, size: size, PTHREAD_CREATE_JOINABLE,
      { raw in
        Unmanaged<LargeStackThread>.fromOpaque(raw!).takeUnretainedValue().work()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    if let problem { return problem }
    thread = new
    // If the kernel has placed it on this core, it cannot move to its own while this thread runs.
    sched_yield()
    return nil
  }

  /// Runs `body` on a detached thread. Returns the error if it cannot be created.
  static func detached(size: Int, _ body: @escaping @Sendable () -> Void) -> RunError? {
    final class Work: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let problem = create(
      &thread, size: size, PTHREAD_CREATE_DETACHED,
      { raw in
        ct_begin_thread()
        Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if problem != nil { work.release() }
    return problem
  }

  /// Creates a thread; returns the error if it cannot be created.
  private static func create(
    _ thread: inout pthread_t, size: Int, _ detachState: Int,
    _ routine: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?,
    _ argument: UnsafeMutableRawPointer
  ) -> RunError? {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, size)
    pthread_attr_setdetachstate(attributes, Int32(detachState))
    let status = pthread_create(&thread, attributes, routine, argument)
    return status == 0 ? nil : RunError.noThread(status)
  }

  private func work() {
    ct_begin_thread()
    do { try StopSignal.has(signal, body) } catch { failure = error }
  }

  /// Waits for the end of the thread, and throws the error of the body. No effect if it has not
  /// started.
  func join() throws {
    guard let thread else { return }
    pthread_join(thread, nil)
    self.thread = nil
    if let failure { throw failure }
  }
}
