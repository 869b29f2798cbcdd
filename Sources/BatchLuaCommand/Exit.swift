import ArgumentParser
import BatchLua
import Glibc

/// The exit codes of the tool, one table.
///
/// | code | meaning |
/// |---|---|
/// | 0 | done |
/// | 1 | done, but records were skipped or quarantined |
/// | 2 | usage, input or output trouble |
/// | 3 | the script does not load |
/// | 4 | stopped by a script or data error, also by `--timeout` or `--max-memory`; the sandbox died |
/// | 128 + n | interrupted by signal n (130: Ctrl-C) |
enum Exit {
  static let rejected: Int32 = 1

  static func code(of kind: RunError.Kind) -> Int32 {
    switch kind {
    case .usage, .io, .closed: 2
    case .script: 3
    case .record: 4
    }
  }

  /// Says what happened on standard error (help and versions on standard output) and ends.
  static func end(with error: any Error) -> Never {
    if let error = error as? RunError {
      let isShown = error.description.hasPrefix("error:")
      Terminal.say(isShown ? error.description : "error: \(error.description)")
      Glibc.exit(code(of: error.kind))
    }
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    let status = Main.exitCode(for: error)
    let text = Main.fullMessage(for: error)
    if status == .success {
      print(text)
      Glibc.exit(0)
    }
    Terminal.say(Arguments.shown(text))
    Glibc.exit(2)
  }
}
