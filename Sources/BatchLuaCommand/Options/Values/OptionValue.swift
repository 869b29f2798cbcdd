import ArgumentParser
import BatchLua

/// Parses values of options; errors name the option.
enum OptionValue {
  /// The value of an option that accepts certain words.
  static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ text: String?, of option: String, _: Word.Type
  ) throws -> Word? {
    guard let text else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    throw ValidationError(
      "\(option) takes \(words.dropLast().joined(separator: ", ")) or \(words.last ?? ""), "
        + "got '\(text)'")
  }

  /// The value of an option that is a number of bytes.
  static func size(_ text: String?, of option: String, such examples: String) throws -> Int? {
    guard let text else { return nil }
    if let size = ByteSize.parse(text) { return size }
    throw ValidationError("\(option) takes a size such as \(examples), got '\(text)'")
  }

  /// Throws unless a count is at least 1.
  static func check(_ number: Int?, of option: String) throws {
    if let number, number < 1 { throw ValidationError("\(option) takes 1 or more") }
  }
}
