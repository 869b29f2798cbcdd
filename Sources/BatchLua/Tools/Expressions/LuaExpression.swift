/// A Lua expression over a record, such as `body.model`. Its variables are `req`, the record;
/// `body`, the body of the record or of its response; and `out`, the result, or nil.
public struct LuaExpression: Sendable, Hashable {
  /// The text of the expression.
  public let code: String
  /// The name that messages give it.
  public let name: String

  /// An expression, and its name in messages, such as the option that it was given for.
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
  /// The most bytes that the expressions may use, in Lua's heap and in JSON values; 0 is no limit.
  /// The default is half of the machine's memory.
  public var maxMemory = MachineMemory.half
  /// The time limit, in seconds, of all expressions of a record together; nil is no limit. See
  /// `RunOptions.timeout`.
  public var timeout: Double?

  /// No definitions, no modules, no limit of time.
  public init() {}
}
