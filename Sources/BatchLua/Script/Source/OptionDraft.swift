internal import CLua

/// An option whose declaration is being read, key by key.
struct OptionDraft {
  let name: String
  private var type: ScriptOption.ValueType?
  private var defaults: [OptionValue] = []
  private var hasList = false
  private var choices: [OptionValue]?
  private var isRequired = false
  private var isMany = false
  private var help: String?

  init(_ name: String) { self.name = name }

  private static let keys = ["default", "type", "values", "required", "many", "help"]

  /// Takes the value of a key. For a list, it is called with nil first, and then with each
  /// element. Throws a `BindingError` if the value does not fit.
  mutating func take(_ key: String, _ value: bl_value, isElement: Bool) throws(BindingError) {
    let isList = value.tag == BL_NIL.rawValue
    switch key {
    case "default":
      if isList { return hasList = true }
      let found = OptionValue(value)
      if !isElement && found == nil {
        throw fault("default", "takes a string, number, boolean or list of them", value)
      }
      defaults.append(try element(found, key, value))
    case "values":
      choices = choices ?? []
      if isList { return }
      if !isElement { throw fault("values", "takes a list of values", value) }
      let choice = try element(OptionValue(value), key, value)
      choices?.append(choice)
    case "type":
      let names = ScriptOption.ValueType.allCases.map { "\"\($0.rawValue)\"" }
      guard let type = value.text.flatMap(ScriptOption.ValueType.init(rawValue:)) else {
        throw fault("type", "takes \(either(names))", value)
      }
      self.type = type
    case "required": isRequired = try flag(key, value)
    case "many": isMany = try flag(key, value)
    case "help":
      guard let text = value.text else { throw fault("help", "takes a string", value) }
      help = text
    default:
      let hint = nearName(to: key, among: Self.keys).map { "; did you mean '\($0)'?" } ?? ""
      throw BindingError("'\(path)' takes \(Self.quotedKeys), got '\(key)'\(hint)")
    }
  }

  private static let quotedKeys = either(keys.map { "'\($0)'" })

  private var path: String { "options.\(name)" }

  /// The error for a value of the declaration, or with a nil key for the option as a whole.
  private func fault(_ key: String?, _ text: String, _ value: bl_value? = nil) -> BindingError {
    let got = value.map { value in
      ", got " + (value.text.map { "'\($0)'" } ?? (value.tag == 0 ? "a table" : value.kindName))
    }
    return BindingError("'\(path)\(key.map { "." + $0 } ?? "")' \(text)\(got ?? "")")
  }

  private func element(
    _ found: OptionValue?, _ key: String, _ value: bl_value
  ) throws(BindingError) -> OptionValue {
    if let found { return found }
    throw fault(key, "takes strings, numbers or booleans", value)
  }

  private func flag(_ key: String, _ value: bl_value) throws(BindingError) -> Bool {
    if value.tag == BL_BOOLEAN.rawValue { return value.boolean }
    throw fault(key, "takes true or false", value)
  }

  /// The option. Throws a `BindingError` if the values of the declaration contradict each other.
  func finished() throws(BindingError) -> ScriptOption {
    if let choices, choices.isEmpty { throw fault("values", "is empty: nothing could be given") }
    if isRequired && !defaults.isEmpty {
      throw fault(nil, "is required and has a default: that would never be used")
    }
    if hasList && !isMany {
      throw fault("default", "takes one value, got a list; with many = true it takes several")
    }
    if isMany && !hasList && !defaults.isEmpty {
      throw fault("default", "takes a list, as 'many' is set")
    }
    let option = ScriptOption(
      name: name, type: type ?? inferred, isRequired: isRequired, isMany: isMany, help: help,
      defaults: defaults, choices: choices ?? [])
    for value in option.choices where !value.fits(option.type) {
      throw fault("values", "takes values of the type \(option.type), got \(value.shown)")
    }
    for value in defaults where !value.fits(option.type) {
      throw fault("default", "takes a value of the type \(option.type), got \(value.shown)")
    }
    for value in defaults where !option.accepts(value) {
      throw fault("default", "is none of the values: it takes \(option.taking), got \(value.shown)")
    }
    return option
  }

  /// The type of the default or else of the values; a mix of integers and other numbers is
  /// `number`.
  private var inferred: ScriptOption.ValueType {
    let given = defaults.isEmpty ? choices ?? [] : defaults
    guard let first = given.first else { return .string }
    let isNumber = given.contains { $0.type == .number } && given.allSatisfy { $0.fits(.number) }
    return isNumber ? .number : first.type
  }
}

extension OptionValue {
  /// The value for messages, with quotes around strings.
  fileprivate var shown: String { type == .string ? "'\(text)'" : text }
}
