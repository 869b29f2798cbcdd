internal import CLua

/// One function that scripts call: the declaration from which come the function itself, the editor
/// definitions and the reference.
package struct HostFunction: Sendable {
  /// "json.decode"; "record:copy" and "array:map" for methods.
  package let name: String
  package let parameters: [Parameter]
  /// Types as the annotations of lua-language-server write them.
  package let returns: [String]
  package let documentation: String
  /// Lua code that shows it, with `assert`s; run by the tests.
  package let example: String
  /// What it does; nil for those that are in the prelude or in C.
  let body: Body?

  typealias Body = @Sendable (ScriptState, inout bl_call) throws -> Void

  package struct Parameter: Sendable {
    package let name: String
    package let type: String
    init(_ name: String, _ type: String) {
      self.name = name
      self.type = type
    }
  }

  init(
    _ name: String, _ parameters: [Parameter] = [], returns: [String] = [],
    _ documentation: String, example: String, body: Body? = nil
  ) {
    self.name = name
    self.parameters = parameters
    self.returns = returns
    self.documentation = documentation
    self.example = example
    self.body = body
  }

  /// The table it is in and its name there; nil for methods.
  package var libraryName: (library: String, name: String)? {
    guard !name.contains(":"), let dot = name.firstIndex(of: ".") else { return nil }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }
}
