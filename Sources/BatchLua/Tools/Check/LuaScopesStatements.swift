/// The statements of a chunk.
extension LuaScopes {
  static let ends: Set<String> = ["end", "else", "elseif", "until"]

  mutating func block() { scope { $0.statements() } }

  mutating func statements() {
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
  var isEntryName: Bool { isName("transform") || isName("filter") }

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
}
