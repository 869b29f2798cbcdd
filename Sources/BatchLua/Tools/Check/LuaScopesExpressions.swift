/// The expressions of a chunk, its functions among them.
extension LuaScopes {
  mutating func expressions() {
    repeat { expression() } while skip(",")
  }

  mutating func expression() {
    operand()
    while isOperator {
      at += 1
      operand()
    }
  }

  private static let operators = Set(
    "+ - * / % ^ # & ~ | < > == ..".split(separator: " ").map(String.init))

  /// Operators of two characters are two tokens, but for == and `..`.
  private var isOperator: Bool {
    guard let token else { return false }
    if token.kind == .name { return token.text == "and" || token.text == "or" }
    return token.kind == .symbol && Self.operators.contains(token.text)
  }

  mutating func operand() {
    while isOperator || isName("not") || isSymbol("=") && at > 0 && tokens[at - 1].kind == .symbol {
      at += 1
    }
    guard let token else { return }
    switch (token.kind, token.text) {
    case (.name, "function"):
      at += 1
      body()
    case (.name, "nil"), (.name, "true"), (.name, "false"): at += 1
    case (.name, let text) where Self.ends.contains(text) || text == "then" || text == "do": break
    case (.name, _):
      use()
      suffixes()
    case (.symbol, "{"): table()
    case (.symbol, "("):
      at += 1
      expressions()
      _ = skip(")")
      suffixes()
    case (.string, _), (.number, _), (.symbol, "..."): at += 1
    default: break
    }
  }

  private mutating func suffixes() {
    while let token {
      switch (token.kind, token.text) {
      case (.symbol, "."), (.symbol, ":"): at += 2
      case (.symbol, "["), (.symbol, "("):
        at += 1
        expressions()
        at += 1
      case (.symbol, "{"): table()
      case (.string, _): at += 1
      default: return
      }
    }
  }

  mutating func table(ofFunctions isResult: Bool = false) {
    at += 1
    while let token, !token.isSymbol("}") {
      let start = at
      if token.isSymbol("[") {
        at += 1
        expression()
        at += 1
        if skip("=") { expression() }
      } else if token.kind == .name, at + 1 < tokens.count, tokens[at + 1].isSymbol("=") {
        let isEntry = isResult && isEntryName
        at += 2
        if isEntry && isName("function") {
          at += 1
          body(takesRecord: true)
        } else {
          expression()
        }
      } else {
        expression()
      }
      if !skip(",") { _ = skip(";") }
      if at == start { at += 1 }
    }
    at += 1
  }

  /// The parameters and the block of a function, to its end.
  mutating func body(takesRecord: Bool = false, isMethod: Bool = false) {
    depth += 1
    scope { scopes in
      if isMethod { scopes.declare("self") }
      scopes.parameters(takesRecord)
      scopes.statements()
    }
    depth -= 1
    skip(name: "end")
  }

  private mutating func parameters(_ takesRecord: Bool) {
    guard skip("(") else { return }
    var isRecord = takesRecord
    while let token, !token.isSymbol(")") {
      if token.kind == .name { declare(token.text, isRecord: isRecord) }
      isRecord = false
      at += 1
    }
    at += 1
  }
}
