/// The fields that a script names: of the libraries `batch` and `json`, and of the record that
/// `filter` and `transform` take.
struct FieldUses {
  struct Use: Hashable {
    /// "batch", "batch.log", or empty for a record.
    let receiver: String
    let name: String
    let line: Int
  }

  private(set) var all: [Use] = []
  private let tokens: [LuaTokens.Token]
  /// Names that are local somewhere, and so may be anything.
  private let locals: Set<String>

  init(_ tokens: LuaTokens) {
    self.tokens = tokens.all
    locals = Self.locals(of: tokens.all)
    for index in self.tokens.indices {
      findLibrary(at: index)
      findFunction(at: index)
    }
  }

  private static let libraries = ["batch", "json"]

  private static func locals(of tokens: [LuaTokens.Token]) -> Set<String> {
    var names: Set<String> = []
    for (index, token) in tokens.enumerated() where libraries.contains(token.text) {
      let before = index > 0 ? tokens[index - 1] : nil
      let isBound =
        before.map { $0.isName("local") || $0.isSymbol(",") || $0.isSymbol("(") } == true
      let after = index + 1 < tokens.count ? tokens[index + 1] : nil
      let isMember = after.map { [".", ":", "[", "("].contains($0.text) } == true
      if token.kind == .name, isBound && !isMember || after?.isSymbol("=") == true {
        names.insert(token.text)
      }
    }
    return names
  }

  private func token(_ index: Int) -> LuaTokens.Token? {
    tokens.indices.contains(index) ? tokens[index] : nil
  }

  /// Whether a name stands there by itself, not as a field of something.
  private func isPlain(_ index: Int) -> Bool {
    token(index - 1).map { !$0.isSymbol(".") && !$0.isSymbol(":") } ?? true
  }

  /// The field behind a name: `name.field`, `name:field`.
  private func field(behind index: Int) -> LuaTokens.Token? {
    guard let dot = token(index + 1), dot.isSymbol(".") || dot.isSymbol(":"),
      let field = token(index + 2), field.kind == .name
    else { return nil }
    return field
  }

  private mutating func findLibrary(at index: Int) {
    let name = tokens[index]
    guard name.kind == .name, Self.libraries.contains(name.text), !locals.contains(name.text),
      isPlain(index), let field = field(behind: index), !isAssigned(index + 2)
    else { return }
    all.append(Use(receiver: name.text, name: field.text, line: field.line))
    if name.text == "batch", field.text == "log", let level = self.field(behind: index + 2) {
      all.append(Use(receiver: "batch.log", name: level.text, line: level.line))
    }
  }

  private func isAssigned(_ index: Int) -> Bool { token(index + 1)?.isSymbol("=") == true }

  // MARK: Records

  /// `function transform(req)`, `transform = function(req)`.
  private mutating func findFunction(at index: Int) {
    guard ["transform", "filter"].contains(tokens[index].text), tokens[index].kind == .name,
      isPlain(index)
    else { return }
    var open = index + 1
    if token(index - 1)?.isName("function") != true {
      guard token(index + 1)?.isSymbol("=") == true, token(index + 2)?.isName("function") == true
      else { return }
      open = index + 3
    }
    guard token(open)?.isSymbol("(") == true, let parameter = token(open + 1),
      parameter.kind == .name, token(open + 2)?.isSymbol(")") == true
    else { return }
    addFields(of: parameter.text, in: open + 3..<end(of: open + 3))
  }

  /// Where the body of a function ends.
  private func end(of start: Int) -> Int {
    var depth = 1
    for index in start..<max(start, tokens.count) where tokens[index].kind == .name {
      switch tokens[index].text {
      case "function", "if", "do": depth += 1
      case "end": depth -= 1
      default: break
      }
      if depth == 0 { return index }
    }
    return tokens.count
  }

  private mutating func addFields(of record: String, in range: Range<Int>) {
    var found: [Use] = []
    for index in range where tokens[index].isName(record) && isPlain(index) {
      if let field = field(behind: index) {
        found.append(Use(receiver: "", name: field.text, line: field.line))
      } else if isAssigned(index) || token(index - 1)?.isName("local") == true {
        return  // it is another value from there on
      }
    }
    all += found
  }
}
