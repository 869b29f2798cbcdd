internal import BatchLua

/// Finding topics by name.
struct TopicIndex {
  /// The names that `batchlua help NAME` accepts, in the order of the reference.
  let names: [String]
  private let topics: [String: Topic]

  static let shared = TopicIndex(TopicGroup.all)

  init(_ groups: [TopicGroup]) {
    var names: [String] = []
    var topics: [String: Topic] = [:]
    func add(_ name: String, _ topic: Topic) {
      guard topics[name] == nil else { return }
      names.append(name)
      topics[name] = topic
    }
    for topic in groups.flatMap(\.topics) {
      add(topic.name, topic)
      for row in topic.rows { add("\(topic.name).\(row.name)", Topic(row, of: topic)) }
      if ModelType.all.contains(where: { $0.name == topic.name }) {
        add("\(topic.name).decode", .decode(topic.name))
      }
    }
    (self.names, self.topics) = (names, topics)
  }

  /// The topic of a name, as in the reference or as in a script: `BatchRequestInput.raw` and
  /// `BatchRequestOutput:ok` are topics of all records.
  func find(_ name: String) -> Topic? {
    var name = name.hasSuffix("()") ? String(name.dropLast(2)) : name
    if let topic = topics[name] ?? topics["openai." + name] { return topic }
    if name.hasPrefix("batch.") { name.removeFirst("batch.".count) }
    if let topic = topics[name] ?? topics["batch." + name] { return topic }
    guard let separator = name.lastIndex(where: { $0 == "." || $0 == ":" }),
      ModelType.all.contains(where: { $0.name == name[..<separator] })
    else { return nil }
    let member = name[name.index(after: separator)...]
    return topics["record.\(member)"] ?? topics["record:\(member)"]
  }

  /// The name that `name` was most likely meant to be.
  func near(_ name: String) -> String? {
    if let near = nearName(to: name, among: names) { return near }
    return names.first { $0.split(whereSeparator: { ".:".contains($0) }).last ?? "" == name }
  }
}

extension Topic {
  init(_ row: Row, of topic: Topic) {
    self.init(
      name: "\(topic.name).\(row.name)", heading: "\(topic.name).\(row.name): \(row.type)",
      documentation: row.documentation.isEmpty ? topic.documentation : row.documentation,
      notes: ["Of \(topic.name): \(topic.documentation)"])
  }

  static func decode(_ type: String) -> Topic {
    Topic(
      name: "\(type).decode", heading: "batch.\(type).decode(text: string): batch.\(type)",
      documentation: "A \(type) from its JSON text; an error names the byte where it is none.")
  }
}
