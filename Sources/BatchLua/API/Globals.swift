internal import BatchModel
internal import LuaVM

/// Adds the API to a new state.
extension ScriptState {
  func defineGlobals() throws(ScriptError) {
    for (index, function) in functions.all.enumerated() where function.body != nil {
      try vm.addFunction(
        UInt32(index + 1), function.libraryName?.name ?? "", in: function.libraryName?.library)
    }
    var number = UInt32(functions.all.count)
    for model in ModelType.all {
      try vm.addFunction(number + 1, "\(model.name).new", in: "batch")
      try vm.addFunction(number + 2, "\(model.name).decode", in: "batch")
      number += 2
    }
    for (index, function) in functions.ofPrelude.enumerated() {
      try vm.addFunction(number + UInt32(index + 1), function.name, in: "host")
    }
    try vm.set("path", in: "package", to: scratchText(modules.path))
    try vm.set("version", in: "batch", to: scratchText(Version.current))
    try vm.set("options", in: "host", to: scratchText(PackageResources.options_lua))
    try vm.set("later", in: "host", to: scratchText(Self.later))
    let shape = options.profile.shape
    var prelude = Array((shape == .openai ? Self.tables : Self.makeTables(for: shape)).utf8)
    prelude += PackageResources.prelude_lua
    if case .label(let names) = shape.id {
      let names = Self.list(names.map(Self.quoted))
      prelude += Array("local names, member = \(names), \(Self.quoted("\(shape.body)"))\n".utf8)
      prelude += PackageResources.labels_lua
    }
    try vm.runPrelude(prelude)
    for definition in options.definitions {
      try vm.set(definition.name, in: "args", to: scratchText(definition.plainValue))
    }
  }

  /// The functions of the prelude that are compiled when one of them is called.
  private static let later = PackageResources.values_lua + PackageResources.later_lua

  /// Tables for the prelude, made from the declarations, as Lua code.
  private static let tables = makeTables(for: .openai)

  private static func makeTables(for shape: Shape) -> String {
    let methods = FunctionTable.batchLua.arrayMethods.map { method in
      "[\(quoted(method.name))]=\(FunctionTable.batchLua.number(of: method.name))"
    }
    let types = ModelType.all.map { model in
      let model = model.shaped(by: shape)
      let fields = list(model.fields.map { quoted($0.name) })
      let required = model.fields.filter {
        !$0.kind.isOptional && $0.initial == "null" && $0.location != .none
      }
      let flags = list(required.map { "[\(quoted($0.name))]=true" })
      return "{name=\(quoted(model.name)),fields=\(fields),required=\(flags)}"
    }
    let strings = NamedStrings.all.map { set in
      let names = list(set.values.map { quoted($0.name) })
      let values = list(set.values.map { quoted($0.value) })
      return "{name=\(quoted(set.name)),names=\(names),values=\(values)}"
    }
    let numbers = "host.numbers=\(list(methods))"
    return "\(numbers) host.types=\(list(types)) host.strings=\(list(strings))\n"
  }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// Not `joined`: unspecialised generic code looks up conformances at run time, which takes 30 µs
  /// at each start.
  private static func list(_ parts: [String]) -> String {
    var list = "{"
    list.reserveCapacity(parts.reduce(2) { $0 + $1.utf8.count + 1 })
    for part in parts {
      list += part
      list += ","
    }
    return list + "}"
  }
}
