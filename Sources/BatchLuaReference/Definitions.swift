internal import BatchLua

/// The editor definitions: Lua whose comments are annotations of lua-language-server.
struct Definitions {
  private var lines: [String] = []
  /// Tables that are defined already.
  private var tables: Set<String> = []

  static let text: String = {
    var definitions = Definitions()
    definitions.addAll()
    return definitions.lines.joined(separator: "\n") + "\n"
  }()

  private mutating func addAll() {
    lines = [
      "---@meta batchlua", "",
      "-- batchlua \(Version.current), for lua-language-server. `batchlua types` writes this file.",
    ]
    for value in HostValue.all { add(value) }
    for function in FunctionTable.batchLua.all where function.libraryName != nil {
      add(function, function.name)
    }
    for object in HostObject.withMethods { add(object) }
    add(alias: "batch.Record", ["batch.BatchRequestInput", "batch.BatchRequestOutput"])
    add(alias: "batch.RequestBody", BodyType.requestBody)
    add(alias: "batch.ResponseBody", BodyType.responseBody)
    for strings in NamedStrings.all { add(strings) }
    for model in ModelType.all { add(model) }
    for request in BodyType.requests { add(request) }
    for body in BodyType.all { add(body) }
  }

  // MARK: Functions and values

  private mutating func add(_ value: HostValue) {
    addTables(of: value.name)
    add(comment: value.documentation, example: value.example)
    lines.append("---@type \(value.type)")
    lines.append("\(value.name) = \(value.definition)")
  }

  /// Adds a function under its name in this file.
  private mutating func add(_ function: HostFunction, _ name: String) {
    addTables(of: name)
    add(comment: function.documentation, example: function.example)
    for parameter in function.parameters {
      lines.append("---@param \(parameter.name) \(parameter.type)")
    }
    for type in function.returns { lines.append("---@return \(type)") }
    let names = function.parameters.map(\.name).joined(separator: ", ")
    lines.append("function \(name)(\(names)) end")
  }

  private mutating func add(comment: String, example: String?) {
    lines.append("")
    lines += comment.split(separator: "\n").map { "---\($0)" }
    guard let example else { return }
    lines.append("---```lua")
    lines += example.split(separator: "\n", omittingEmptySubsequences: false).map { "---\($0)" }
    lines.append("---```")
  }

  /// Adds the tables before the last dot of a name.
  private mutating func addTables(of name: String) {
    let parts = name.split(separator: ".").dropLast()
    for count in 1..<(parts.count + 1) {
      let table = parts.prefix(count).joined(separator: ".")
      guard !table.contains(":"), tables.insert(table).inserted else { continue }
      // A class, so that an unknown name is a mistake.
      lines += ["", "---@class \(table)", "\(table) = {}"]
    }
  }

  // MARK: Methods

  /// Adds a class with the methods that are declared as `owner:name`.
  private mutating func add(
    class name: String, _ documentation: String, fields: [String] = [], methods: [HostFunction]
  ) {
    lines += methods.isEmpty ? [""] : ["", "do"]
    lines += ["---\(documentation)", "---@class \(name)"] + fields
    guard !methods.isEmpty else { return }
    lines.append("local class = {}")
    for method in methods { add(method, "class:" + method.methodName) }
    lines.append("end")
  }

  /// Adds an object; for records, with the methods of all types.
  private mutating func add(_ object: HostObject) {
    let isRecord = object.name == HostObject.record.name
    let fields = object.fields.map { "---@field \($0.name) \($0.type) \($0.documentation)" }
    let calls = object.iteration.map { ["---@overload fun(): \($0)"] } ?? []
    add(
      class: object.className, object.documentation, fields: fields + calls,
      methods: object.methods.filter {
        !isRecord || ModelType.commonMethods.contains($0.methodName)
      })
  }

  // MARK: Types

  private mutating func add(alias: String, _ types: [String]) {
    lines.append("")
    lines.append("---@alias \(alias)")
    lines += types.map { "---| \($0)" }
  }

  private mutating func add(_ strings: NamedStrings) {
    let name = "batch.\(strings.name)"
    lines += ["", "---\(strings.documentation)"]
    lines.append("---@alias \(name)")
    lines += strings.values.map { "---| \"\($0.value)\"" } + ["---| string"]
    add(comment: strings.documentation, example: strings.example)
    lines.append("---@class \(name).names")
    lines.append("\(name) = {")
    lines += strings.values.map { "  \($0.name) = \"\($0.value)\"," }
    let values = strings.values.map { "\"\($0.value)\"" }.joined(separator: ", ")
    lines += ["  ---All of them.", "  ---@type \(name)[]", "  values = { \(values) },", "}"]
  }

  private mutating func add(_ model: ModelType) {
    let name = "batch.\(model.name)"
    let fields = model.fields.map { field in
      "---@field \(field.name) \(field.annotation(in: model)) \(field.documentation)"
    }
    add(
      class: "\(name): \(HostObject.record.className)", model.documentation, fields: fields,
      methods: HostObject.record.methods.filter { model.methods.contains($0.methodName) })
    lines += ["", "---What a new \(name) is made of.", "---@class \(name).fields"]
    lines += model.fields.map { field in
      let isNeeded = !field.kind.isOptional && field.initial == "null"
      let type = field.kind.accepted(annotation: field.annotation(in: model))
      return "---@field \(field.name)\(isNeeded ? "" : "?") \(type) \(field.documentation)"
    }
    add(comment: model.documentation, example: model.example)
    lines.append("---@class \(name).constructor")
    lines.append("---@overload fun(fields: \(name).fields): \(name)")
    lines.append("\(name) = {}")
    tables.insert(name)
    add(comment: Topic.decode(model.name).documentation, example: nil)
    lines += ["---@param text string", "---@return \(name)", "function \(name).decode(text) end"]
  }

  private mutating func add(_ body: BodyType) {
    add(comment: body.documentation, example: body.example)
    lines.append("---@class \(body.name)")
    lines += body.fields.map {
      "---@field \($0.name) \(Self.withArrays($0.type)) \($0.documentation)"
    }
  }

  /// Adds a class for requests to one endpoint, with the members of its bodies.
  private mutating func add(_ request: (endpoint: String, body: String)) {
    lines += [
      "", "---A request whose url is batch.BatchEndpoint.\(request.endpoint).",
      "---@class batch.BatchRequestInput.\(request.endpoint): batch.BatchRequestInput",
      "---@field body \(request.body) The request itself.",
    ]
  }

  /// Gives arrays in bodies the methods of JSON arrays.
  private static func withArrays(_ type: String) -> String {
    guard type.contains("[]") else { return type }
    return type.hasSuffix("?") ? "\(type.dropLast())|json.Array?" : "\(type)|json.Array"
  }
}

extension FieldKind {
  /// The type of a field in a constructor, which accepts tables as records.
  func accepted(annotation: String) -> String {
    switch self {
    case .model(let type): "batch.\(type.name)|batch.\(type.name).fields"
    case .list(let type):
      "(batch.\(type.element!.name)|batch.\(type.element!.name).fields)[]"
    case .optional(let kind): kind.accepted(annotation: annotation)
    default: annotation
    }
  }
}
