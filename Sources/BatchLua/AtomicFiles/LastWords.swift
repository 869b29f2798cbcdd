internal import Glibc
internal import LazyJSON

/// What is said when the system refuses memory that a run cannot do without: by whom, depends on
/// what the thread that wanted it was at.
enum LastWords {
  /// Who knows what a thread is at.
  class Witness {
    /// Where in the input the thread is, as the beginning of a message, and what the end of the
    /// process means for the output; nil when there is nothing to say.
    func testimony() -> (place: MessageText, outcome: MessageText)? { nil }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// This thread is at what `witness` knows of, as long as `body` runs.
  static func come<Result>(
    from witness: Witness, during body: () throws -> Result
  ) rethrows -> Result {
    let before = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(witness).toOpaque())
    defer { pthread_setspecific(key, before) }
    return try body()
  }

  /// The error of a thread that wanted so many bytes.
  static func error(refused bytes: Int) -> RunError {
    let known = pthread_getspecific(key).flatMap {
      Unmanaged<Witness>.fromOpaque($0).takeUnretainedValue().testimony()
    }
    let place = known?.place ?? ""
    return RunError(
      .record,
      "\(place)\(MemoryRefusal.message(for: "another \(ByteSize.text(bytes))"))",
      outcome: known?.outcome)
  }

  /// From now on a refusal ends the process with exit code 4 and this message, temporary files
  /// removed.
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
