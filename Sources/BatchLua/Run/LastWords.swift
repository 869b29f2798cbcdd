internal import Glibc
internal import LazyJSON

/// What is said when the system refuses memory that a run cannot do without: by whom, depends on
/// what the thread that wanted it was at.
enum LastWords {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// This thread is at what `describer` knows the place of, as long as `body` runs.
  static func come<Result>(
    from describer: Describer, during body: () throws -> Result
  ) rethrows -> Result {
    let before = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(describer).toOpaque())
    defer { pthread_setspecific(key, before) }
    return try body()
  }

  /// The error of a thread that wanted so many bytes.
  static func error(refused bytes: Int) -> RunError {
    let describer = pthread_getspecific(key).map {
      Unmanaged<Describer>.fromOpaque($0).takeUnretainedValue()
    }
    let place = describer?.currentPlace ?? ""
    let outcome = describer.map { "\n  " + $0.outcome() } ?? ""
    return RunError(
      .record,
      "error: \(place)\(MemoryRefusal.message(for: "another \(ByteSize.text(bytes))"))" + outcome)
  }

  /// From now on a refusal ends the process with exit code 4 and this message, temporary files
  /// removed.
  static func install() {
    _ = key
    RefusedMemory.handler = { bytes in
      let error = error(refused: bytes)
      TemporaryFiles.unlinkAll()
      StandardError.sayLast(error.message)
      _exit(4)
    }
  }
}
