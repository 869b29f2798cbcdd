/// What messages call the options of a run: a program knows them as members of `RunOptions`, the
/// command as flags.
public struct OptionNames: Sendable {
  /// An option that a message may name.
  public enum Option: String, CaseIterable, Sendable {
    case allowsIO, definitions, framing, isSandboxed, jobs, maxBytes, maxErrors, maxLine, maxMemory
    case maxRequests, moduleDirectories, onError, output, outputForm, parts, profile, recordType
    case rejects, separator, timeout
  }

  /// What stands between a name and a value.
  let separator: String
  private let name: @Sendable (Option) -> String

  /// Names by a table of the host's; `separator` stands between one and its value.
  public init(separator: String, _ name: @escaping @Sendable (Option) -> String) {
    self.separator = separator
    self.name = name
  }

  /// The members of `RunOptions`.
  public static let members = OptionNames(separator: ": ", \.rawValue)

  /// The name of an option: "--max-line".
  func callAsFunction(_ option: Option) -> String { name(option) }

  /// The name with a value, or with what stands for one: "--max-line SIZE".
  func callAsFunction(_ option: Option, _ value: String) -> String {
    name(option) + separator + value
  }
}
