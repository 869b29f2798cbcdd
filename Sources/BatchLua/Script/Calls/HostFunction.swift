internal import CLua

/// The declaration of a function that scripts can call. The function itself, the definitions for
/// editors and the reference are made from it.
package struct HostFunction: Sendable {
  /// The name: "json.decode", or "record:copy" and "array:map" for methods.
  package let name: String
  package let parameters: [Parameter]
  /// The types of the results, in the notation of lua-language-server.
  package let returns: [String]
  package let documentation: String
  /// Lua code that shows its use, with `assert`s; the tests run it.
  package let example: String
  /// The implementation; nil for a function of the prelude or of C.
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

  /// The table that holds the function, and its key there; nil for methods.
  package var libraryName: (library: String, name: String)? {
    guard !name.contains(":"), let dot = name.firstIndex(of: ".") else { return nil }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }
}
