/// An option that a script declares: `options = { NAME = { default = …, help = … } }`.
public struct ScriptOption: Sendable, Hashable {
  /// The type of an option's values.
  public enum ValueType: String, CaseIterable, Sendable {
    /// Any text.
    case string
    /// A 64-bit integer.
    case integer
    /// A number, with or without a fraction.
    case number
    /// `true` or `false`; the name without a value is `true`.
    case boolean
    /// The path of a file that can be read, or "-" for standard input.
    case file
  }

  /// The name, by which a definition gives the value and the script reads it as `args.NAME`.
  public let name: String
  /// The type of its values: the declared one, or else that of the default or of the allowed
  /// values.
  public let type: ValueType
  /// Whether it must be given.
  public let isRequired: Bool
  /// Whether it may be given several times; `args.NAME` is then a list.
  public let isMany: Bool
  /// The description of the option, for people.
  public let help: String?

  /// `defaultValues` and `values` as the script reads them.
  let defaults: [OptionValue]
  let choices: [OptionValue]

  /// The values if the option is not given: none or one; any number if it `isMany`.
  public var defaultValues: [String] { defaults.map(\.text) }
  /// The allowed values; empty if all values of the type are allowed.
  public var values: [String] { choices.map(\.text) }

  /// The syntax of a definition, for people: "NAME=INTEGER", "NAME=fast|exact",
  /// "NAME[=true|false]".
  public var usage: String {
    if !choices.isEmpty { return "\(name)=\(values.joined(separator: "|"))" }
    return type == .boolean ? "\(name)[=true|false]" : "\(name)=\(type.rawValue.uppercased())"
  }

  /// What the option takes, in words for messages.
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

  /// The value of a definition; nil if the option does not accept it.
  func value(of given: [UInt8]) -> OptionValue? {
    guard let value = OptionValue(given, as: type) else { return nil }
    return accepts(value) ? value : nil
  }

  /// Whether the option accepts a value of its type.
  func accepts(_ value: OptionValue) -> Bool {
    choices.isEmpty || choices.contains { $0.isSame(as: value) }
  }
}

/// The names as text: "a, b or c".
func either(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " or " + last
}
