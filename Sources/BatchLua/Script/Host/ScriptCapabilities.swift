/// What a script may access beyond its records and the host's functions.
public struct ScriptCapabilities: OptionSet, Sendable, Hashable {
  /// One bit for each capability.
  public let rawValue: Int

  /// The capabilities with these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Reading files by path: `batch.readfile`, `batch.reader` and the like.
  public static let readFiles = ScriptCapabilities(rawValue: 1)
  /// Writing files by path: `batch.writer`.
  public static let writeFiles = ScriptCapabilities(rawValue: 2)
  /// Environment variables; without it, `os.getenv` returns nil.
  public static let environment = ScriptCapabilities(rawValue: 4)
  /// Loading modules from files with `require`.
  public static let modules = ScriptCapabilities(rawValue: 8)

  /// All capabilities.
  public static let all: ScriptCapabilities = [.readFiles, .writeFiles, .environment, .modules]
}
