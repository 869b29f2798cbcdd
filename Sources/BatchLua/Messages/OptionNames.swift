/// The names of options in messages: members of `RunOptions` for programs, flags for the command.
public struct OptionNames: Sendable {
  /// An option that a message may name.
  public enum Option: String, CaseIterable, Sendable {
    /// `RunOptions.allowsIO`.
    case allowsIO
    /// `RunOptions.definitions`.
    case definitions
    /// `RunOptions.framing`.
    case framing
    /// `RunOptions.isSandboxed`.
    case isSandboxed
    /// `RunOptions.jobs`.
    case jobs
    /// `RunOptions.maxBytes`.
    case maxBytes
    /// `RunOptions.maxErrors`.
    case maxErrors
    /// `RunOptions.maxLine`.
    case maxLine
    /// `RunOptions.maxMemory`.
    case maxMemory
    /// `RunOptions.maxRequests`.
    case maxRequests
    /// `RunOptions.moduleDirectories`.
    case moduleDirectories
    /// `RunOptions.onError`.
    case onError
    /// `RunOptions.output`.
    case output
    /// `RunOptions.outputForm`.
    case outputForm
    /// `RunOptions.parts`.
    case parts
    /// `RunOptions.profile`.
    case profile
    /// `RunOptions.recordType`.
    case recordType
    /// `RunOptions.rejects`.
    case rejects
    /// `RunOptions.separator`.
    case separator
    /// `RunOptions.timeout`.
    case timeout
  }

  /// The separator between a name and a value.
  let separator: String
  private let name: @Sendable (Option) -> String

  /// Names by a function; `separator` is put between a name and a value.
  public init(separator: String, _ name: @escaping @Sendable (Option) -> String) {
    self.separator = separator
    self.name = name
  }

  /// The members of `RunOptions`.
  public static let members = OptionNames(separator: ": ", \.rawValue)

  /// The name of an option: "--max-line".
  func callAsFunction(_ option: Option) -> String { name(option) }

  /// The name with a value or a placeholder: "--max-line SIZE".
  func callAsFunction(_ option: Option, _ value: String) -> String {
    name(option) + separator + value
  }
}
