/// Splits text into words as a shell does: at blanks and line ends that are not quoted or escaped
/// by a backslash. `#` begins a comment. Nothing is expanded.
package enum ShellWords {
  /// The words of a text; nil if a quote is not closed.
  package static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = text[...]
    while let next = rest.popFirst() {
      switch (next, quote) {
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("\\", nil), ("\\", "\""): word = (word ?? "") + (rest.popFirst().map { "\($0)" } ?? "")
      case (_, _?): word?.append(next)
      case ("'", nil), ("\"", nil):
        quote = next
        word = word ?? ""
      case ("#", nil) where word == nil: rest = rest.drop { !$0.isNewline }
      case (_, nil) where next.isWhitespace:
        if let ended = word { words.append(ended) }
        word = nil
      default: word = (word ?? "") + "\(next)"
      }
    }
    if quote != nil { return nil }
    return words + (word.map { [$0] } ?? [])
  }
}
