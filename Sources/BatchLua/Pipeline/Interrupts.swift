internal import Glibc

/// What a program that runs batch files does when it is asked to end.
public enum Interrupts {
  /// From now on SIGINT, SIGTERM and SIGHUP remove temporary files, say so on standard error and
  /// end the process with 128 + the signal's number. One that comes while outputs are put in their
  /// places waits for that. A closed pipe and the limit of file sizes are errors of the write
  /// instead of signals. Memory that the system refuses ends the process with exit code 4, temporary
  /// files removed and the place said. Standard streams that are closed stay unusable: no file takes their place.
  public static func install() {
    TemporaryFiles.prepare()
    LastWords.install()
    holdStandardStreams()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What was ignored stays so: nohup.
      if signal(number, SIG_IGN).map({ unsafeBitCast($0, to: Int.self) }) == 1 { continue }
      signal(number) { number in
        if case .end(let arePlaced) = Placing.signal(number) {
          Interrupts.end(number, arePlaced: arePlaced)
        }
      }
    }
  }

  /// Messages would go into a file that was opened as the number of a closed stream.
  private static func holdStandardStreams() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 {
      _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Ends the process as a signal does.
  static func end(_ number: Int32, arePlaced: Bool) -> Never {
    TemporaryFiles.unlinkAll()
    let text: StaticString =
      arePlaced
      ? "\ninterrupted: the run was done, its outputs are in place\n"
      : "\ninterrupted: outputs are as they were before the run\n"
    // Nobody may read it: the end does not wait for long.
    var entry = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
    if poll(&entry, 1, 1000) > 0 { _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount) }
    _exit(128 + number)
  }
}
