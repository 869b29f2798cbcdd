import ArgumentParser
import BatchLua

/// Values of options: what is wrong about one is an error that names the option.
enum OptionValue {
  /// The word that was given for an option, of those that it takes.
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

  /// The number of bytes that was given for an option.
  static func size(_ text: String?, of option: String, such examples: String) throws -> Int? {
    guard let text else { return nil }
    if let size = ByteSize.parse(text) { return size }
    throw ValidationError("\(option) takes a size such as \(examples), got '\(text)'")
  }

  /// A number that counts something.
  static func check(_ number: Int?, of option: String) throws {
    if let number, number < 1 { throw ValidationError("\(option) takes 1 or more") }
  }
}
