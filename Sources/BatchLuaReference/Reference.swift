internal import BatchLua
internal import BatchModel

/// The documentation of the Lua API, from its declarations.
package enum Reference {
  /// The help for a function, type, field or chapter; nil if there is none of this name.
  package static func help(_ name: String) -> String? {
    TopicIndex.shared.find(name).map { $0.plainText }
  }

  /// The topic, or one of `others`, that an unknown name was most likely meant to be.
  package static func near(_ name: String, among others: [String] = []) -> String? {
    nearName(to: name, among: others) ?? TopicIndex.shared.near(name)
  }

  /// The names that `help` accepts.
  package static var topics: [String] { TopicIndex.shared.names }

  /// The scripts of the cookbook.
  package static var recipes: [String] { Recipe.all.map(\.name) }

  /// The names of all profiles.
  package static var profiles: [String] { Profile.all.map(\.name) }

  /// The list of topics, by group.
  package static var contents: String {
    TopicGroup.all.map { group in
      let width = group.topics.map(\.name.count).max() ?? 0
      let lines = group.topics.map { topic in
        "  \(topic.name.padded(to: width))  \(topic.summary)"
      }
      return "\(group.title)\n\(lines.joined(separator: "\n"))\n"
    }
    .joined(separator: "\n")
  }

  /// The whole reference as a page of the documentation catalogue.
  package static var page: String { ReferencePage.text }
}

extension Topic {
  /// The first sentence, or the title of a chapter.
  var summary: String {
    if Chapter.all.contains(where: { $0.name == name }) { return heading }
    let end = documentation.firstRange(of: ". ")?.lowerBound ?? documentation.endIndex
    let line = documentation[..<end].split(separator: "\n").first ?? ""
    return String(line.last == "." ? line.dropLast() : line)
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
