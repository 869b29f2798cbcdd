import ArgumentParser
import BatchLua
import BatchLuaReference

/// What shells complete. The words are made when a shell asks for them: at other starts there is
/// nothing but a closure.
extension CompletionKind {
  /// The words that an option takes.
  static func words<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    of _: Word.Type
  ) -> CompletionKind {
    .custom { _, _, _ in Word.allCases.map(\.rawValue) }
  }

  static var profiles: CompletionKind { .custom { _, _, _ in Reference.profiles } }

  /// The scripts of the cookbook.
  static var recipes: CompletionKind { .custom { _, _, _ in Reference.recipes } }
}
