internal import Glibc
internal import LazyJSON

/// The message if the system refuses memory that a run needs. It depends on the work of the thread
/// that requested it.
enum LastWords {
  /// Knows the work of a thread.
  class Witness {
    /// The position of the thread in the input, as the start of a message, and what the end of the
    /// process means for the output; nil if unknown.
    func testimony() -> (position: MessageText, outcome: MessageText)? { nil }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Sets the witness of this thread while `body` runs.
  static func come<Result>(
    from witness: Witness, during body: () throws -> Result
  ) rethrows -> Result {
    let before = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(witness).toOpaque())
    defer { pthread_setspecific(key, before) }
    return try body()
  }

  /// The error for a refused allocation of this thread.
  static func error(refused bytes: Int) -> RunError {
    let known = pthread_getspecific(key).flatMap {
      Unmanaged<Witness>.fromOpaque($0).takeUnretainedValue().testimony()
    }
    let position = known?.position ?? ""
    return RunError(
      .record,
      "\(position)\(MemoryRefusal.message(for: "another \(ByteSize.text(bytes))"))",
      outcome: known?.outcome)
  }

  /// Makes a refused allocation remove temporary files and end the process with this message and
  /// exit code 4.
  static func install() {
    _ = key
    RefusedMemory.handler = { bytes in
      let error = error(refused: bytes)
      TemporaryFiles.unlinkAll()
      StandardError.sayLast("error: \(error)")
      _exit(4)
    }
  }
}
