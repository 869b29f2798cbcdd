/// Reads the arguments of `run` at most starts. The parser looks up each option and its type at run
/// time, which takes as long as everything else in a short run. It is used only for unusual and
/// wrong arguments; a test compares the results of both. `scripts/quick-run` writes the table of
/// the options.
extension RunChoices {
  /// An option, and how its values are stored. A missing name is empty.
  struct Quick: Sendable {
    enum Setter: Sendable {
      case flag(@Sendable (inout RunChoices, Bool) -> Void)
      case text(@Sendable (inout RunChoices, String?) -> Void)
      case texts(@Sendable (inout RunChoices, [String]) -> Void)
      case number(@Sendable (inout RunChoices, Int?) -> Void)
    }

    let short: String
    let long: String
    let setter: Setter

    init(_ short: String, _ long: String, _ setter: Setter) {
      (self.short, self.long, self.setter) = (short, long, setter)
    }

    var isFlag: Bool { if case .flag = setter { true } else { false } }

    /// Stores the values of the option, if any; false if one is invalid.
    func set(_ choices: inout RunChoices, _ values: [String]) -> Bool {
      switch setter {
      case .flag(let set): set(&choices, !values.isEmpty)
      case .text(let set): set(&choices, values.last)
      case .texts(let set): set(&choices, values)
      case .number(let set):
        let numbers = values.compactMap { Int($0) }
        set(&choices, numbers.last)
        return numbers.count == values.count
      }
      return true
    }
  }

  /// Reads the arguments behind `run`; nil if they are unusual or wrong.
  init?(quickly arguments: [String]) {
    var values = [[String]](repeating: [], count: Self.quick.count)
    var positional: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if !argument.utf8.starts(with: "-".utf8) || argument == "-" {
        positional.append(argument)
        continue
      }
      let isLong = argument.utf8.starts(with: "--".utf8)
      let name = isLong ? String(argument.prefix { $0 != "=" }) : argument
      guard let number = Self.quick.firstIndex(where: { $0.short == name || $0.long == name })
      else { return nil }
      if name.utf8.count < argument.utf8.count {
        if Self.quick[number].isFlag { return nil }
        values[number].append(String(argument.dropFirst(name.count + 1)))
      } else if Self.quick[number].isFlag {
        values[number].append("")
      } else {
        guard let value = rest.popFirst(), !value.utf8.starts(with: "-".utf8) || value == "-" else {
          return nil
        }
        values[number].append(value)
      }
    }
    self.init()
    self.arguments = positional
    for (option, values) in zip(Self.quick, values) where !option.set(&self, values) { return nil }
    do {
      try validateGroups()
      try validate()
    } catch {
      return nil
    }
  }
}
