import ArgumentParser
import BatchLua
import BatchLuaReference

/// Completion for shells. The words are computed only when a shell asks for them, so that other
/// starts do not take longer.
extension CompletionKind {
  /// The words that an option accepts.
  static func words<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    of _: Word.Type
  ) -> CompletionKind {
    .custom { _, _, _ in Word.allCases.map(\.rawValue) }
  }

  static var profiles: CompletionKind { .custom { _, _, _ in Reference.profiles } }

  /// The scripts of the cookbook.
  static var recipes: CompletionKind { .custom { _, _, _ in Reference.recipes } }
}
