internal import Glibc

/// Handles the signals that end a program which runs batch files.
public enum Interrupts {
  /// Makes each signal that ends the process remove temporary files first. Requests to end are
  /// reported on standard error, and end the process with 128 + the signal's number; while outputs
  /// are committed they are deferred. After a fault of the program, the default action follows. A
  /// closed pipe and the limit of file sizes become errors of the write. If the system refuses
  /// memory, the process removes temporary files, reports its position, and exits with code 4. The
  /// numbers of closed standard streams are reserved, so that no file is opened under them.
  public static func install() {
    TemporaryFiles.prepare()
    RefusalReport.install()
    holdStandardStreams()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for number in requests + Array(__libc_current_sigrtmin()...__libc_current_sigrtmax()) {
      answer(number, flags: SA_RESTART) { number, _, _ in
        if case .end(let arePlaced) = RenameSection.signal(number) {
          Interrupts.end(number, arePlaced: arePlaced)
        }
      }
    }
    for number in faults {
      answer(number, flags: SA_ONSTACK | SA_NODEFER | once) { number, information, context in
        if case .end = RenameSection.signal(number) { TemporaryFiles.unlinkAll() }
        // An earlier handler, such as the Swift runtime's, returns; then the default action
        // follows.
        let earlier = Interrupts.earlier[Int(number)]
        if earlier.sa_flags & SA_SIGINFO != 0 {
          earlier.__sigaction_handler.sa_sigaction?(number, information, context)
        } else {
          earlier.__sigaction_handler.sa_handler?(number)
        }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Signals from outside whose default is the end of the process.
  private static let requests = [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGIO, SIGPWR,
    SIGSTKFLT, SIGXCPU,
  ]
  /// SA_RESETHAND: a second signal has its default action.
  private static let once = Int32(bitPattern: UInt32(SA_RESETHAND))
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS]

  private typealias Handler =
    @convention(c) (
      Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?
    ) -> Void

  /// The earlier handler of each signal.
  nonisolated(unsafe) private static let earlier: UnsafeMutablePointer<sigaction> = {
    let earlier = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    earlier.initialize(repeating: sigaction(), count: 65)
    return earlier
  }()

  /// Installs a handler, unless the signal is ignored, as under nohup.
  private static func answer(_ number: Int32, flags: Int32, _ handler: @escaping Handler) {
    var now = sigaction()
    guard sigaction(number, nil, &now) == 0,
      unsafeBitCast(now.__sigaction_handler.sa_handler, to: Int.self) != 1
    else { return }
    earlier[Int(number)] = now
    now.__sigaction_handler.sa_sigaction = handler
    now.sa_flags = flags | SA_SIGINFO
    sigaction(number, &now, nil)
  }

  /// A file that is opened under the number of a closed stream would receive its messages.
  private static func holdStandardStreams() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 {
      _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Ends the process with the exit status of a signal.
  static func end(_ number: Int32, arePlaced: Bool) -> Never {
    TemporaryFiles.unlinkAll()
    let text: StaticString =
      arePlaced
      ? "\ninterrupted: the run was done, its outputs are in place\n"
      : "\ninterrupted: outputs are as they were before the run\n"
    // There may be no reader: do not wait for long.
    var entry = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
    if poll(&entry, 1, 1000) > 0 { _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount) }
    _exit(128 + number)
  }
}
