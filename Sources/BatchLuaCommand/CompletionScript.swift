import ArgumentParser

/// What `--generate-completion-script` prints: the parser's scripts, without the command `help` that
/// the parser adds to each root. Theirs would be in place of that of `HelpCommand`.
struct CompletionScript {
  let text: String

  /// Nil when the arguments do not ask for one of a shell that there is a script for.
  init?(_ arguments: [String]) {
    guard arguments.first == "--generate-completion-script", arguments.count <= 2,
      let shell = arguments.count == 2
        ? CompletionShell(rawValue: arguments[1]) : CompletionShell.autodetected()
    else { return nil }
    var lines = Main.completionScript(for: shell).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    lines.removeAll {
      $0.contains("'help:\(Self.abstract)'") || $0.hasSuffix("-d '\(Self.abstract)'")
    }
    Self.removeSecondFunction("_batchlua_help() {", from: &lines)
    if shell == .bash, let last = lines.lastIndex(of: Self.bashEnd) {
      lines.replaceSubrange(last...last, with: Self.bashWrapper)
    }
    text = lines.joined(separator: "\n")
  }

  private static let abstract = "Show subcommand help information."

  private static func removeSecondFunction(_ head: String, from lines: inout [String]) {
    guard let start = lines.lastIndex(of: head), start != lines.firstIndex(of: head),
      let end = lines[start...].firstIndex(of: "}")
    else { return }
    lines.removeSubrange(start...end)
  }

  private static let bashEnd = "complete -o filenames -F _batchlua batchlua"

  /// `NAME=` is gone on with: no blank behind it, and it is no file whose name wants quotes.
  private static let bashWrapper = """
    __batchlua_complete() {
        _batchlua "${@}"
        [[ "${COMPREPLY[0]}" = *= ]] && compopt +o filenames -o nospace
        return 0
    }

    complete -o filenames -F __batchlua_complete batchlua
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
