/// What a script may reach beside its records and the functions that the host gives it.
public struct ScriptCapabilities: OptionSet, Sendable, Hashable {
  /// A bit for each.
  public let rawValue: Int

  /// Those of these bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Reading files by paths of its own: `batch.readfile`, `batch.reader` and the like.
  public static let readFiles = ScriptCapabilities(rawValue: 1)
  /// Writing files by paths of its own: `batch.writer`.
  public static let writeFiles = ScriptCapabilities(rawValue: 2)
  /// The variables of the environment: without it, `os.getenv` gives nil.
  public static let environment = ScriptCapabilities(rawValue: 4)
  /// Modules in files, for `require`.
  public static let modules = ScriptCapabilities(rawValue: 8)

  /// All of them.
  public static let all: ScriptCapabilities = [.readFiles, .writeFiles, .environment, .modules]
}
