internal import LuaVM

/// Hints at Lua's syntax for errors that come from habits of other languages, which Lua's own
/// messages do not explain.
enum Habits {
  /// What to write instead, to be appended to the message of an error in this line; empty if there
  /// is no hint.
  static func hint(_ error: ScriptError, line: String?, isBody: Bool) -> String {
    let message = String(decoding: error.message, as: UTF8.self)
    let line = line ?? ""
    if error.kind == .syntax { return syntaxHint(message, line) }
    let isIndex = message.hasSuffix("(field 'integer index')") || message.hasSuffix("(field '?')")
    if isIndex && message.contains("a nil value") && line.contains("[0]") {
      return "; arrays begin with 1"
    }
    if isBody && message.hasSuffix("(local 'out')") && message.contains("a nil value") {
      return "; this request has no result: 'out and ...' passes over it"
    }
    let isOfBody = ["local", "upvalue"].contains { message.hasSuffix("(\($0) 'body')") }
    if isBody && isOfBody && message.contains("a nil value") {
      return "; this record has no body, as results that failed have none: "
        + "'body and ...' passes over them"
    }
    return ""
  }

  /// The token at which the parser failed, the text that the line must contain, and the hint.
  private static let tokens: [(near: String, written: String, hint: String)] = [
    ("!", "!=", "'not equal' is ~= in Lua"),
    ("!", "!", "'!x' is 'not x' in Lua"),
    ("&", "&&", "'&&' is and in Lua"),
    ("|", "||", "'||' is or in Lua"),
    ("?", "?", "'a ? b : c' is a and b or c in Lua"),
    ("+", "++", "Lua has no ++; write x = x + 1"),
    ("+", "+=", "Lua has no +=; write x = x + 1"),
    ("-", "-=", "Lua has no -=; write x = x - 1"),
    ("=", "+=", "Lua has no +=; write x = x + 1"),
    ("=", "-=", "Lua has no -=; write x = x - 1"),
    ("..", "..=", "Lua has no ..=; write x = x .. y"),
    ("//", "//", "comments begin with --"),
  ]

  private static func syntaxHint(_ message: String, _ line: String) -> String {
    if message.hasSuffix("expected near '='") { return "; '==' compares" }
    let found = tokens.first {
      message.hasSuffix("near '\($0.near)'") && line.contains($0.written)
    }
    return found.map { "; \($0.hint)" } ?? ""
  }
}
