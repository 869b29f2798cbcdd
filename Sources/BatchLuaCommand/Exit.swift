import ArgumentParser
import BatchLua
import Glibc

/// The end of the process.
enum Exit {
  /// Says what happened on standard error (help and versions on standard output) and ends.
  static func end(with error: any Error) -> Never {
    if let error = error as? RunError {
      if error.kind == .closed { endByClosedPipe() }
      Terminal.say("error: \(error)")
      Glibc.exit(ExitCodes.code(of: error.kind))
    }
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    let status = Main.exitCode(for: error)
    let text = MessageText(lines: Main.fullMessage(for: error))
    if status == .success {
      do { try Terminal.show(text) } catch { end(with: error) }
      Glibc.exit(0)
    }
    Terminal.say("error: " + text.withSmallInitial)
    Glibc.exit(2)
  }

  /// Ends in silence: the reader of standard output has closed it.
  private static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    var signals = sigset_t()
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGPIPE)
    Glibc.exit(128 + SIGPIPE)
  }
}

extension Main {
  /// What `Exit` begins all messages with is not said twice.
  static var _errorPrefix: String { "" }
}

extension MessageText {
  /// The parser's messages are sentences.
  fileprivate var withSmallInitial: MessageText {
    MessageText(lines: text.prefix(1).lowercased() + text.dropFirst())
  }
}
