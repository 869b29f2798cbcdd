internal import Glibc
internal import LazyJSON

/// The error if the system refuses memory that a run needs. It describes what the thread that
/// requested the memory was doing.
enum RefusalReport {
  /// Knows what a thread is doing.
  class Source {
    /// The position of the thread in the input, as the start of a message, and what messages say
    /// about the output if the process ends now; nil if unknown.
    func situation() -> (position: MessageText, outcome: MessageText)? { nil }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Describes this thread by `source` while `body` runs.
  static func describing<Result>(
    _ source: Source, during body: () throws -> Result
  ) rethrows -> Result {
    let before = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(source).toOpaque())
    defer { pthread_setspecific(key, before) }
    return try body()
  }

  /// The error for a refused allocation of this thread.
  static func error(refused bytes: Int) -> RunError {
    let known = pthread_getspecific(key).flatMap {
      Unmanaged<Source>.fromOpaque($0).takeUnretainedValue().situation()
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
