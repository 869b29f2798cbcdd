internal import CThreads
internal import Glibc

// The compiler puts the length of the file's path into the code for withoutActuallyEscaping: a name
// without a path, so that the program is the same wherever it is built.
#sourceLocation(file:"onLargeStack",line:6)
/// Runs `body` on a thread with a stack of `size` bytes, which takes memory only as it is used.
/// Deep recursion in a script then ends with Lua's own error instead of a crash.
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
  /// The affinity of the thread that starts it.
  private let signal = StopSignal.current
  private var thread: pthread_t?
  private var failure: (any Error)?

  init(size: Int, _ body: @escaping () throws -> Void) {
    self.size = size
    self.body = body
  }

  /// Starts the thread; returns the error if it cannot be created.
  func start() -> RunError? {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, size)
    var new = pthread_t()
    let status = pthread_create(
      &new, attributes,
      { raw in
        Unmanaged<LargeStackThread>.fromOpaque(raw!).takeUnretainedValue().work()
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    if status != 0 { return RunError.noThread(status) }
    thread = new
    // If the kernel has put it on this core, it cannot move to its own while this thread runs.
    sched_yield()
    return nil
  }

  /// Runs `body` on a thread that nobody joins. Returns the error if it cannot be created.
  static func detached(size: Int, _ body: @escaping @Sendable () -> Void) -> RunError? {
    final class Work: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, size)
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, attributes,
      { raw in
        ct_begin_thread()
        Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if status == 0 { return nil }
    work.release()
    return RunError.noThread(status)
  }

  private func work() {
    ct_begin_thread()
    do { try StopSignal.has(signal, body) } catch { failure = error }
  }

  /// Waits for its end; throws what the body threw. No effect when it has not started.
  func join() throws {
    guard let thread else { return }
    pthread_join(thread, nil)
    self.thread = nil
    if let failure { throw failure }
  }
}
