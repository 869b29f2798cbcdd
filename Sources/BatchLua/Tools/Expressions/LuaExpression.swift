/// A Lua expression over a record, such as `body.model`: of `req`, the record; `body`, its body, or
/// that of its response; and `out`, the result, which is nil where there is none.
public struct LuaExpression: Sendable, Hashable {
  /// The text of the expression.
  public let code: String
  /// What messages call it.
  public let name: String

  /// An expression with what messages call it, such as the option that it was given for.
  public init(_ code: String, name: String) {
    self.code = code
    self.name = name
  }
}

/// What the expressions of a tool may use.
public struct ExpressionOptions: Sendable {
  /// The global table `args`.
  public var definitions: [Definition] = []
  /// Directories that `require` looks in.
  public var moduleDirectories: [Path] = []
  /// Bytes the expressions may take, in Lua's heap and in JSON values: half of the machine's memory
  /// when nothing is said; 0 is no limit.
  public var maxMemory = MachineMemory.half
  /// Seconds that all expressions of a record may take together; nil is no limit. See
  /// `RunOptions.timeout`.
  public var timeout: Double?

  /// No definitions, no modules, no limit of time.
  public init() {}
}
