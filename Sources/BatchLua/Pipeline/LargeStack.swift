internal import Glibc

/// Runs `body` on a thread with a stack of `size` bytes, of which only what is used is memory:
/// deep recursion in a script ends with Lua's own error, not with the process.
func onLargeStack<Result>(size: Int = 256 << 20, _ body: () throws -> Result) throws -> Result {
  var result: Swift.Result<Result, any Error>?
  try withoutActuallyEscaping({ result = .init { try body() } }) { work in
    let box = Unmanaged.passRetained(Work(work))
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, size)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, attributes,
      { raw in
        Unmanaged<Work>.fromOpaque(raw!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      throw RunError(.io, "cannot start a thread: error \(status)")
    }
    pthread_join(thread, nil)
  }
  return try result!.get()
}

private final class Work {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}
