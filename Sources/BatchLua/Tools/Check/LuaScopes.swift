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

  let tokens: [LuaTokens.Token]
  var at = 0
  private var visible: [(name: String, variable: Int)] = []
  /// How many functions the token stands in.
  var depth = 0

  init(_ tokens: [LuaTokens.Token]) {
    self.tokens = tokens
    while at < tokens.count {
      block()
      at += 1  // what no block can begin with
    }
  }

  // MARK: Tokens

  var token: LuaTokens.Token? { at < tokens.count ? tokens[at] : nil }
  func isName(_ text: String) -> Bool { token?.isName(text) == true }
  func isSymbol(_ text: String) -> Bool { token?.isSymbol(text) == true }

  mutating func skip(name: String) { if isName(name) { at += 1 } }

  mutating func skip(_ symbol: String) -> Bool {
    if !isSymbol(symbol) { return false }
    at += 1
    return true
  }

  /// The name that comes next, which is passed over.
  mutating func takeName() -> String {
    guard let token, token.kind == .name else { return "" }
    at += 1
    return token.text
  }

  // MARK: Variables

  mutating func declare(_ name: String, isRecord: Bool = false) {
    visible.append((name, variables.count))
    variables.append(Variable(isRecord: isRecord))
  }

  func variable(_ name: String) -> Int? { visible.last { $0.name == name }?.variable }

  mutating func use() {
    let token = at
    uses.append((token, variable(takeName())))
  }

  mutating func assign(_ use: (token: Int, variable: Int?)) {
    if let variable = use.variable {
      variables[variable].isAssigned = true
    } else {
      assignedGlobals.insert(tokens[use.token].text)
    }
  }

  /// What is declared in `body` is seen to its end.
  mutating func scope(_ body: (inout Self) -> Void) {
    let count = visible.count
    body(&self)
    visible.removeLast(visible.count - count)
  }
}
