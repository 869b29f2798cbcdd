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

  /// In the body of `transform` the record is `req`.
  init(_ tokens: LuaTokens, isBody: Bool) {
    self.tokens = tokens.all
    let scopes = LuaScopes(tokens.all)
    let libraries = Set(["batch", "json"]).subtracting(scopes.assignedGlobals)
    let record = isBody && !scopes.assignedGlobals.contains("req") ? "req" : nil
    for (index, variable) in scopes.uses {
      if let variable {
        // An assignment may give the variable a value that is not a record.
        let variable = scopes.variables[variable]
        if variable.isRecord && !variable.isAssigned { addField(behind: index, of: "") }
      } else if libraries.contains(self.tokens[index].text) {
        addLibrary(at: index)
      } else if self.tokens[index].text == record {
        addField(behind: index, of: "")
      }
    }
  }

  private func token(_ index: Int) -> LuaTokens.Token? {
    tokens.indices.contains(index) ? tokens[index] : nil
  }

  /// The field behind a name: `name.field`, `name:field`.
  private func field(behind index: Int) -> LuaTokens.Token? {
    guard let dot = token(index + 1), dot.isSymbol(".") || dot.isSymbol(":"),
      let field = token(index + 2), field.kind == .name
    else { return nil }
    return field
  }

  private mutating func addField(behind index: Int, of receiver: String) {
    guard let field = field(behind: index) else { return }
    all.append(Use(receiver: receiver, name: field.text, line: field.line))
  }

  private mutating func addLibrary(at index: Int) {
    if token(index + 3)?.isSymbol("=") == true { return }
    addField(behind: index, of: tokens[index].text)
    if tokens[index].isName("batch"), field(behind: index)?.text == "log" {
      addField(behind: index + 2, of: "batch.log")
    }
  }
}
