internal import LuaVM

/// The names that a host gives functions and values.
enum HostNames {
  private static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]
  /// What scripts define for the run.
  private static let taken: Set<String> = [
    "begin", "filter", "transform", "finish", "options", "columns", "stateless", "args", "_G",
  ]

  /// Throws for names that scripts cannot write, and for those that come twice.
  static func check(
    _ functions: [ScriptFunction], _ globals: [String]
  ) throws(RunError) {
    var seen: Set<String> = []
    for name in functions.map(\.name) + globals {
      let isValue = !functions.contains { $0.name == name }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.allSatisfy(isName), !taken.contains(parts[0]), !isValue || parts.count == 1 else {
        throw RunError(.usage, "scripts cannot use '\(name)' as the name of a value of the host")
      }
      guard seen.insert(name).inserted else {
        throw RunError(.usage, "'\(name)' is the name of two values of the host")
      }
    }
  }

  private static func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, first == 0x5F || (first | 0x20) &- 0x61 < 26 else {
      return false
    }
    return !keywords.contains(text)
      && bytes.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
  }
}
