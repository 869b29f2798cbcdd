internal import LuaVM

/// Puts the API into a fresh state.
extension Engine {
  func defineGlobals() throws(ScriptError) {
    for (index, function) in HostFunction.all.enumerated() where function.body != nil {
      try vm.addFunction(
        UInt32(index + 1), function.place?.name ?? "", in: function.place?.library)
    }
    var number = UInt32(HostFunction.all.count)
    for model in ModelType.all {
      try vm.addFunction(number + 1, "\(model.name).new", in: "batch")
      try vm.addFunction(number + 2, "\(model.name).decode", in: "batch")
      number += 2
    }
    for (index, function) in HostFunction.ofPrelude.enumerated() {
      try vm.addFunction(number + UInt32(index + 1), function.name, in: "host")
    }
    try vm.set("version", in: "batch", to: keep(BatchLua.version))
    try vm.runPrelude(Self.tables + Prelude.source + Prelude.files)
    try vm.setTable("args")
    for (name, value) in options.definitions {
      try vm.set(name, in: "args", to: keep(value))
    }
  }

  /// What the prelude needs to know of the declarations, as Lua code.
  private static let tables: String = {
    let numbers = HostFunction.all.enumerated().map { "[\(quoted($1.name))]=\($0 + 1)" }
    let types = ModelType.all.map { model in
      let fields = model.fields.map { quoted($0.name) }.joined(separator: ",")
      let required = model.fields.filter { !$0.kind.isOptional && $0.initial == "null" }
        .map { "[\(quoted($0.name))]=true" }.joined(separator: ",")
      return "{name=\(quoted(model.name)),fields={\(fields)},required={\(required)}}"
    }
    let strings = NamedStrings.all.map { set in
      let names = set.values.map { quoted($0.name) }.joined(separator: ",")
      let values = set.values.map { quoted($0.value) }.joined(separator: ",")
      return "{name=\(quoted(set.name)),names={\(names)},values={\(values)}}"
    }
    return "host.numbers={\(numbers.joined(separator: ","))} "
      + "host.types={\(types.joined(separator: ","))} "
      + "host.strings={\(strings.joined(separator: ","))}\n"
  }()

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
