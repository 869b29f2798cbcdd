import ArgumentParser
import BatchLua
import Glibc

/// The end of the process.
enum Exit {
  /// Ends the process now. Libraries do not clean up: threads that still read ahead, as for an input
  /// whose rest is not wanted, may be using what they would destroy.
  static func end(_ code: Int32 = 0) -> Never {
    fflush(nil)
    _exit(code)
  }

  /// Prints an error to standard error (help and versions to standard output) and exits.
  static func end(with error: any Error) -> Never {
    if let error = error as? RunError {
      if error.kind == .closed { endByClosedPipe() }
      Terminal.say("error: \(error)")
      end(ExitCodes.code(of: error.kind))
    }
    if let code = error as? ExitCode { end(code.rawValue) }
    let status = Main.exitCode(for: error)
    let text = MessageText(lines: Main.fullMessage(for: error))
    if status == .success {
      do { try Terminal.show(text) } catch { end(with: error) }
      end(0)
    }
    Terminal.say("error: " + text.withSmallInitial)
    end(2)
  }

  /// Ends silently by SIGPIPE, because the reader of standard output has closed it.
  private static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    var signals = sigset_t()
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGPIPE)
    end(128 + SIGPIPE)
  }
}

extension Main {
  /// Empty, because `Exit` adds the prefix to all messages.
  static var _errorPrefix: String { "" }
}

extension MessageText {
  /// The parser's messages begin with a capital letter; ours do not.
  fileprivate var withSmallInitial: MessageText {
    MessageText(lines: text.prefix(1).lowercased() + text.dropFirst())
  }
}
