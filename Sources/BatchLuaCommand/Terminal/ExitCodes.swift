import BatchLua

/// The exit codes of the tool:
///
/// - 0: done
/// - 1: done, but records were skipped or quarantined; `--rejected-exit` says another
/// - 2: usage, input or output trouble
/// - 3: the script does not load
/// - 4: a script or data error, `--timeout`, `--max-memory`; memory was refused; the sandbox died
/// - 128 + n: interrupted by signal n (130: Ctrl-C)
///
/// If the reader of standard output has exited, SIGPIPE ends it, as it ends other programs.
enum ExitCodes {
  static func code(of kind: RunError.Kind) -> Int32 {
    switch kind {
    case .usage, .io, .closed: 2
    case .script: 3
    default: 4
    }
  }
}
