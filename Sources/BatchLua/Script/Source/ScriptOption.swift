/// An option that a script declares: `options = { NAME = { default = …, help = … } }`.
public struct ScriptOption: Sendable, Hashable {
  /// What an option takes.
  public enum ValueType: String, CaseIterable, Sendable {
    /// Any text.
    case string
    /// A whole number of 64 bits.
    case integer
    /// A number, with or without a fraction.
    case number
    /// `true` or `false`; the name alone is `true`.
    case boolean
    /// The path of a file that can be read, or "-" for standard input.
    case file
  }

  /// Given by a definition, read as `args.NAME`.
  public let name: String
  /// What it takes: as declared, else the type of its default or of its values.
  public let type: ValueType
  /// Whether it must be given.
  public let isRequired: Bool
  /// Whether it may be given several times: `args.NAME` is a list then.
  public let isMany: Bool
  /// What it is for.
  public let help: String?

  /// The same as scripts read them.
  let defaults: [OptionValue]
  let choices: [OptionValue]

  /// What it is when it is not given: nothing or one value, of an option that `isMany` any number.
  public var defaultValues: [String] { defaults.map(\.text) }
  /// The first of these.
  public var defaultValue: String? { defaults.first?.text }
  /// The only values that it takes; empty when it takes all of its type.
  public var values: [String] { choices.map(\.text) }

  /// How it is given: "NAME=INTEGER", "NAME=fast|exact", "NAME[=true|false]".
  public var usage: String {
    if !choices.isEmpty { return "\(name)=\(values.joined(separator: "|"))" }
    return type == .boolean ? "\(name)[=true|false]" : "\(name)=\(type.rawValue.uppercased())"
  }

  /// What it takes, in words.
  var taking: String {
    if !choices.isEmpty { return either(values) }
    return switch type {
    case .string: "a string"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "true or false"
    case .file: "a file"
    }
  }

  /// The value that what is given stands for; nil when it does not fit.
  func value(of given: [UInt8]) -> OptionValue? {
    guard let value = OptionValue(given, as: type) else { return nil }
    return accepts(value) ? value : nil
  }

  /// Whether the option accepts a value of its type.
  func accepts(_ value: OptionValue) -> Bool {
    choices.isEmpty || choices.contains { $0.isSame(as: value) }
  }
}

/// "a, b or c".
func either(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " or " + last
}
