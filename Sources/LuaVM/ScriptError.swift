internal import CLua

/// Why a script did not load or a call into it failed.
package struct ScriptError: Error {
  package enum Kind {
    /// The text is not Lua.
    case syntax
    /// An error was raised while it ran.
    case runtime
    /// Lua is out of memory; the state cannot be used any more.
    case memory
    /// The call exceeded its time limit.
    case timeout
  }

  package let kind: Kind
  /// The error's text without its position, cut at 64 KiB. Not always UTF-8.
  package let message: [UInt8]
  /// The chunk's name ("script.lua", "-e") and the 1-based line, when a script was running.
  package let position: Position?
  /// The `code` and `param` of an error table.
  package let code: String?
  package let param: String?

  package struct Position: Equatable {
    package let source: String
    package let line: Int

    package init(source: String, line: Int) {
      self.source = source
      self.line = line
    }
  }

  /// Out of memory for a new state.
  static let noState = ScriptError()

  private init() {
    (kind, message) = (.memory, Array("not enough memory".utf8))
    (position, code, param) = (nil, nil, nil)
  }

  init(status: Int32, in vm: OpaquePointer) {
    let error = bl_last_error(vm)
    kind =
      switch bl_status(rawValue: UInt32(status)) {
      case BL_SYNTAX: .syntax
      case BL_MEMORY: .memory
      case BL_TIMEOUT: .timeout
      default: .runtime
      }
    let text = UnsafeRawBufferPointer(start: error.message, count: error.length)
    if kind == .syntax, let found = Self.syntaxPosition(String(decoding: text, as: UTF8.self)) {
      (position, message) = (found.position, Array(found.message.utf8))
    } else {
      position =
        error.line > 0
        ? Position(source: String(cString: error.source), line: Int(error.line)) : nil
      message = Array(text)
    }
    code = error.code.map { String(cString: $0) }
    param = error.param.map { String(cString: $0) }
  }

  private init(_ error: ScriptError, at position: Position) {
    (kind, message, self.position) = (error.kind, error.message, position)
    (code, param) = (error.code, error.param)
  }

  /// The error at the last line of `source` that assigns the global which the message begins with:
  /// `'stateless' takes a boolean`. The same error if there is none.
  func inDeclaration(of uses: NameUses?, _ source: String) -> ScriptError {
    let parts = String(decoding: message, as: UTF8.self).split(
      separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, let name = parts[1].split(separator: ".").first,
      let use = uses?.defined.last(where: { $0.name == name && $0.line > 0 })
    else { return self }
    return ScriptError(self, at: Position(source: source, line: use.line))
  }

  /// A syntax error has its position only in its text: `name:line: message`.
  private static func syntaxPosition(_ text: String) -> (position: Position, message: Substring)? {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let line = Int(parts[1]) else { return nil }
    return (Position(source: String(parts[0]), line: line), parts[2].drop { $0 == " " })
  }
}
