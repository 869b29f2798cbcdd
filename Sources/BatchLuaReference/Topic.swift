internal import BatchLua

/// One entry of the reference, made from a declaration.
struct Topic: Sendable {
  /// "json.decode", "BatchRequestInput", "record:copy".
  let name: String
  /// Its use in a script.
  let heading: String
  let documentation: String
  var rows: [Row] = []
  /// Further text, such as the methods of a type.
  var notes: [String] = []
  var example: String?

  /// A field of a type, or a named value.
  struct Row: Sendable {
    let name: String
    let type: String
    let documentation: String
  }
}

/// Topics that belong together.
struct TopicGroup: Sendable {
  let title: String
  let topics: [Topic]

  static let all: [TopicGroup] = {
    let functions = FunctionTable.batchLua.all
    return [
      TopicGroup(title: "Overview", topics: Chapter.all.map(Topic.init)),
      .practice,
      TopicGroup(title: "What scripts define", topics: ScriptEntry.all.map(Topic.init)),
      TopicGroup(
        title: "The module json",
        topics: HostValue.all.filter { $0.name.hasPrefix("json.") }.map(Topic.init)
          + functions.filter { $0.name.hasPrefix("json.") }.map(Topic.init)),
      TopicGroup(
        title: "The module batch",
        topics: HostValue.all.filter { !$0.name.hasPrefix("json.") }.map(Topic.init)
          + functions.filter { $0.name.hasPrefix("batch.") }.map(Topic.init)),
      TopicGroup(
        title: "Values with methods",
        topics: HostObject.withMethods.flatMap { [Topic($0)] + $0.methods.map(Topic.init) }),
      TopicGroup(
        title: "Types of the batch model",
        topics: ModelType.all.map(Topic.init) + NamedStrings.all.map(Topic.init)),
      TopicGroup(title: "Bodies", topics: BodyType.all.map(Topic.init)),
    ]
  }()
}

extension Topic {
  init(_ chapter: Chapter) {
    self.init(
      name: chapter.name, heading: chapter.title, documentation: chapter.text,
      example: chapter.example)
  }

  init(_ entry: ScriptEntry) {
    self.init(
      name: entry.name, heading: entry.heading, documentation: entry.documentation,
      example: entry.example)
  }

  init(_ value: HostValue) {
    self.init(
      name: value.name, heading: "\(value.name): \(value.type)",
      documentation: value.documentation, example: value.example)
  }

  init(_ function: HostFunction) {
    let parameters = function.parameters.map { "\($0.name): \($0.type)" }
    let returns = function.returns.joined(separator: ", ")
    self.init(
      name: function.name,
      heading: "\(function.name)(\(parameters.joined(separator: ", ")))"
        + (returns.isEmpty ? "" : ": \(returns)"),
      documentation: function.documentation, example: function.example)
  }

  init(_ model: ModelType) {
    let rows = model.fields.map {
      Row(
        name: $0.name, type: $0.union(in: model), documentation: $0.documentation)
    }
    let methods = (ModelType.commonMethods + model.methods).map { "record:\($0)" }
    self.init(
      name: model.name, heading: "batch.\(model.name){ field = value, … }",
      documentation: model.documentation, rows: rows,
      notes: [
        "batch.\(model.name).decode(text): from JSON text.",
        "Methods: \(methods.joined(separator: ", ")). Fields of every record: see record.",
      ],
      example: model.example)
  }

  init(_ strings: NamedStrings) {
    let rows = strings.values.map {
      Row(name: $0.name, type: "\"\($0.value)\"", documentation: "")
    }
    self.init(
      name: strings.name, heading: "batch.\(strings.name)",
      documentation: strings.documentation + " Any string is taken; these are known.",
      rows: rows + [
        Row(name: "values", type: "string[]", documentation: "All of them, in this order.")
      ],
      example: strings.example)
  }

  init(_ body: BodyType) {
    self.init(
      name: body.name, heading: body.name, documentation: body.documentation,
      rows: body.fields.map { Row(name: $0.name, type: $0.type, documentation: $0.documentation) },
      example: body.example)
  }

  init(_ object: HostObject) {
    let methods = object.methods.map { "\($0.name)" }
    self.init(
      name: object.name, heading: object.name, documentation: object.documentation,
      rows: object.fields.map {
        Row(name: $0.name, type: $0.type, documentation: $0.documentation)
      },
      notes: ["Methods: \(methods.joined(separator: ", "))."], example: object.example)
  }
}
