internal import BatchLua

/// The `.luacheckrc` beside the definitions: the globals of scripts, without those of Lua's that
/// they lack.
enum LuacheckSettings {
  static let text = """
    -- batchlua \(Version.current), for luacheck. `batchlua types` writes this file when it is not
    -- there.
    std = "lua54+batchlua"
    stds.batchlua = {
      globals = { \(list(ScriptEntry.all.map(\.name))) },
      read_globals = {
        "args",
    \(libraries.map { "    \($0.name) = \(fields($0.members))," }.joined(separator: "\n"))
      },
    }
    -- Not without --allow-io.
    not_globals = {
      \(list(withheld)),
    }
    exclude_files = { "batchlua.d.lua" }
    max_line_length = false

    """

  /// Names of Lua that scripts do not have, or that only raise an error.
  static let withheld = [
    "dofile", "loadfile",
    "io.input", "io.lines", "io.open", "io.output", "io.popen", "io.read", "io.stdin", "io.tmpfile",
    "os.execute", "os.exit", "os.remove", "os.rename", "os.setlocale", "os.tmpname",
  ]

  private typealias Library = (name: String, members: [String])

  /// The names after the first dot of each, by the name before it.
  private static let libraries: [Library] = {
    let names =
      HostValue.all.map(\.name)
      + FunctionTable.batchLua.all.filter { $0.libraryName != nil }.map(\.name)
      + ModelType.all.flatMap { ["batch.\($0.name)", "batch.\($0.name).decode"] }
      + NamedStrings.all.flatMap { strings in
        (strings.values.map(\.name) + ["values"]).map { "batch.\(strings.name).\($0)" }
      }
    return ["batch", "json"].map { library in
      (
        library,
        names.filter { $0.hasPrefix(library + ".") }.map { String($0.dropFirst(library.count + 1)) }
      )
    }
  }()

  /// `{ fields = { … } }`, with fields of fields.
  private static func fields(_ names: [String]) -> String {
    var order: [String] = []
    var members: [String: [String]] = [:]
    for name in names {
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      if members[parts[0]] == nil { order.append(parts[0]) }
      members[parts[0], default: []] += parts.dropFirst()
    }
    let texts = order.map { name in
      members[name]!.isEmpty ? "\"\(name)\"" : "\(name) = \(fields(members[name]!))"
    }
    return "{ fields = { \(texts.joined(separator: ", ")) } }"
  }

  private static func list(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
