internal import Glibc
internal import LazyJSON

/// The message when the system refuses memory that a run needs. It depends on what the thread that
/// asked for it was doing.
enum LastWords {
  /// Knows what a thread is doing.
  class Witness {
    /// Where in the input the thread is, as the start of a message, and what the end of the process
    /// means for the output; nil when there is nothing to say.
    func testimony() -> (place: MessageText, outcome: MessageText)? { nil }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Has `witness` speak for this thread while `body` runs.
  static func come<Result>(
    from witness: Witness, during body: () throws -> Result
  ) rethrows -> Result {
    let before = pthread_getspecific(key)
    pthread_setspecific(key, Unmanaged.passUnretained(witness).toOpaque())
    defer { pthread_setspecific(key, before) }
    return try body()
  }

  /// The error for a thread that was refused so many bytes.
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

  /// From now on a refusal removes temporary files and ends the process with this message and exit
  /// code 4.
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
