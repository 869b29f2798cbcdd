/// Which local variable each name of a Lua chunk means, of text that Lua has compiled.
///
///     function transform(req)             -- req: a record
///       for _, req in ipairs(list) do     -- another variable of this name, to the end of the loop
///         print(req.x)
///       end
///     end
struct LuaScopes {
  struct Variable {
    /// Whether it is the parameter of a function that gets a record: `transform`, `filter`.
    var isRecord = false
    /// Whether it gets another value somewhere.
    var isAssigned = false
  }

  private(set) var variables: [Variable] = []
  /// Each name that stands by itself and not for a field: the number of its token, and that of its
  /// variable; nil for a global.
  private(set) var uses: [(token: Int, variable: Int?)] = []
  /// Names of globals that are assigned.
  private(set) var assignedGlobals: Set<String> = []

  private let tokens: [LuaTokens.Token]
  private var at = 0
  private var visible: [(name: String, variable: Int)] = []
  /// How many functions the token stands in.
  private var depth = 0

  init(_ tokens: [LuaTokens.Token]) {
    self.tokens = tokens
    while at < tokens.count {
      block()
      at += 1  // what no block can begin with
    }
  }

  // MARK: Tokens

  private var token: LuaTokens.Token? { at < tokens.count ? tokens[at] : nil }
  private func isName(_ text: String) -> Bool { token?.isName(text) == true }
  private func isSymbol(_ text: String) -> Bool { token?.isSymbol(text) == true }

  private mutating func skip(name: String) { if isName(name) { at += 1 } }

  private mutating func skip(_ symbol: String) -> Bool {
    if !isSymbol(symbol) { return false }
    at += 1
    return true
  }

  /// The name that comes next, which is passed over.
  private mutating func takeName() -> String {
    guard let token, token.kind == .name else { return "" }
    at += 1
    return token.text
  }

  // MARK: Variables

  private mutating func declare(_ name: String, isRecord: Bool = false) {
    visible.append((name, variables.count))
    variables.append(Variable(isRecord: isRecord))
  }

  private func variable(_ name: String) -> Int? { visible.last { $0.name == name }?.variable }

  private mutating func use() {
    let token = at
    uses.append((token, variable(takeName())))
  }

  private mutating func assign(_ use: (token: Int, variable: Int?)) {
    if let variable = use.variable {
      variables[variable].isAssigned = true
    } else {
      assignedGlobals.insert(tokens[use.token].text)
    }
  }

  /// What is declared in `body` is seen to its end.
  private mutating func scope(_ body: (inout Self) -> Void) {
    let count = visible.count
    body(&self)
    visible.removeLast(visible.count - count)
  }

  // MARK: Statements

  private static let ends: Set<String> = ["end", "else", "elseif", "until"]

  private mutating func block() { scope { $0.statements() } }

  private mutating func statements() {
    while let token, !(token.kind == .name && Self.ends.contains(token.text)) {
      let start = at
      statement(token)
      if at == start { at += 1 }
    }
  }

  private mutating func statement(_ token: LuaTokens.Token) {
    guard token.kind == .name else { return assignmentOrCall() }
    switch token.text {
    case "local": local()
    case "function": function()
    case "if": conditional()
    case "for": loop()
    case "while":
      at += 1
      expressions()
      doBlock()
    case "do": doBlock()
    case "repeat":
      at += 1
      scope { scopes in
        scopes.statements()
        scopes.skip(name: "until")
        scopes.expressions()
      }
    case "return":
      at += 1
      let isResult = depth == 0 && isSymbol("{")
      if isResult { table(ofFunctions: true) }
      if !isResult || skip(",") { expressions() }
    case "goto": at += 2
    case "break": at += 1
    default: assignmentOrCall()
    }
  }

  private mutating func local() {
    at += 1
    if isName("function") {
      at += 1
      declare(takeName())
      return body()
    }
    var names: [String] = []
    repeat {
      names.append(takeName())
      if skip("<") { at += 2 }  // <const>, <close>
    } while skip(",")
    if skip("=") { expressions() }
    for name in names { declare(name) }
  }

  private mutating func function() {
    at += 1
    let isEntry = isEntryName && variable(tokens[at].text) == nil
    use()
    let isField = isSymbol(".") || isSymbol(":")
    var isMethod = false
    while isSymbol(".") || isSymbol(":") {
      isMethod = isSymbol(":")
      at += 2
    }
    if !isField { assign(uses[uses.count - 1]) }
    body(takesRecord: isEntry && !isField, isMethod: isMethod)
  }

  /// Whether a name comes next of a function that gets a record.
  private var isEntryName: Bool { isName("transform") || isName("filter") }

  private mutating func conditional() {
    repeat {
      at += 1  // if, elseif
      expressions()
      skip(name: "then")
      block()
    } while isName("elseif")
    if isName("else") {
      at += 1
      block()
    }
    skip(name: "end")
  }

  private mutating func loop() {
    at += 1
    var names: [String] = []
    repeat { names.append(takeName()) } while skip(",")
    at += 1  // =, in
    expressions()
    scope { scopes in
      for name in names { scopes.declare(name) }
      scopes.doBlock()
    }
  }

  private mutating func doBlock() {
    skip(name: "do")
    block()
    skip(name: "end")
  }

  private mutating func assignmentOrCall() {
    var targets: [(token: Int, variable: Int?)] = []
    var isEntry = false
    repeat {
      isEntry = isEntryName && targets.isEmpty
      let (first, count) = (at, uses.count)
      operand()
      if at == first + 1, uses.count > count { targets.append(uses[count]) }
    } while skip(",")
    guard skip("=") else { return }
    for target in targets { assign(target) }
    if isEntry, targets.first?.variable == nil, isName("function") {
      at += 1
      return body(takesRecord: true)
    }
    expressions()
  }

  // MARK: Expressions

  private mutating func expressions() {
    repeat { expression() } while skip(",")
  }

  private mutating func expression() {
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

  private mutating func operand() {
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

  private mutating func table(ofFunctions isResult: Bool = false) {
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
  private mutating func body(takesRecord: Bool = false, isMethod: Bool = false) {
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
