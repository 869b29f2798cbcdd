import ArgumentParser
import BatchLua

extension CompletionKind {
  /// The options that the script on the command line declares, as `NAME=`.
  static var definitions: CompletionKind {
    .custom { words, number, _ in
      ScriptOnLine(words, completing: number)?.options.map { "\($0.name)=" } ?? []
    }
  }
}

/// The script of an incomplete command line.
private struct ScriptOnLine {
  let options: [ScriptOption]

  /// Nil if there is no script that loads. `number` is that of the word to complete.
  init?(_ words: [String], completing number: Int) {
    guard words.count > 1, words[1] == "run", number >= 3 else { return nil }
    // Without the value to complete, and the option before it.
    var rest = words
    if rest.indices.contains(number) { rest.remove(at: number) }
    rest.remove(at: number - 1)
    guard let choices = try? RunCommand.parse(Array(rest.dropFirst(2))).choices,
      choices.code == nil, var options = try? choices.options()
    else { return nil }
    options.timeout = 1
    options.onMessage = { _ in }
    guard let declared = try? Run(options).scriptOptions() else { return nil }
    self.options = declared
  }
}
