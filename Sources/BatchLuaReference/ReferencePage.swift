internal import BatchLua

/// The reference as one page of Markdown.
enum ReferencePage {
  static let text: String = {
    var parts = [
      """
      # Lua reference

      Everything that scripts of batchlua can reach. `batchlua help TOPIC` prints the same.

      <!-- Written by `batchlua help --markdown` from the declarations; a test holds it to them. -->
      """
    ]
    for group in TopicGroup.all {
      parts.append("## \(group.title)")
      parts += group.topics.map(section)
    }
    return parts.joined(separator: "\n\n") + "\n"
  }()

  private static func section(_ topic: Topic) -> String {
    let isProse = Chapter.all.contains { $0.name == topic.name }
    var parts = ["### \(isProse ? topic.heading : topic.name)"]
    if !isProse && topic.heading != topic.name { parts.append("`\(topic.heading)`") }
    parts.append(topic.documentation)
    if !topic.rows.isEmpty { parts.append(table(topic.rows)) }
    parts += topic.notes
    if let example = topic.example { parts.append("```lua\n\(example)\n```") }
    return parts.joined(separator: "\n\n")
  }

  private static func table(_ rows: [Topic.Row]) -> String {
    let lines = rows.map { row in
      "| \(row.name) | `\(row.type.replacing("|", with: "\\|"))` | \(row.documentation) |"
    }
    return (["| name | type | |", "|---|---|---|"] + lines).joined(separator: "\n")
  }
}
