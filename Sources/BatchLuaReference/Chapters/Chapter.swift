internal import BatchLua

/// A chapter of the reference about a part of the API as a whole.
struct Chapter: Sendable {
  let name: String
  let title: String
  /// Paragraphs, lists with "- " before an item.
  let text: String
  let example: String

  static let all: [Chapter] = [
    script, lua, order, records, results, values, limits, sandbox,
  ]
}
