internal import Glibc

/// The temporary files that exist, for a signal handler that has to remove them: their names stand
/// in memory that is never moved or freed.
enum TemporaryFiles {
  private static let capacity = 4096
  nonisolated(unsafe) private static let names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> =
    {
      let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
      names.initialize(repeating: nil, count: capacity)
      return names
    }()

  static func add(_ path: String) {
    for i in 0..<capacity where names[i] == nil {
      names[i] = strdup(path)
      return
    }
  }

  static func remove(_ path: String) {
    for i in 0..<capacity {
      guard let name = names[i], strcmp(name, path) == 0 else { continue }
      names[i] = nil
      return
    }
  }

  /// Safe in a signal handler.
  static func unlinkAll() {
    for i in 0..<capacity {
      if let name = names[i] { unlink(name) }
    }
  }

  /// Makes the table, so that a handler does not have to.
  static func prepare() { _ = names }
}

/// What a program that runs batch files does when it is asked to end.
public enum Interrupts {
  /// From now on SIGINT, SIGTERM and SIGHUP remove temporary files, say so on standard error and
  /// end the process with 128 + the signal's number; a closed pipe is an error of the write
  /// instead of a signal.
  public static func install() {
    TemporaryFiles.prepare()
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What was ignored stays so: nohup.
      if signal(number, SIG_IGN).map({ unsafeBitCast($0, to: Int.self) }) == 1 { continue }
      signal(number) { number in
        TemporaryFiles.unlinkAll()
        let text: StaticString = "\ninterrupted: outputs are as they were before the run\n"
        _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
        _exit(128 + number)
      }
    }
  }
}
