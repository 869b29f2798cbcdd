internal import BatchLua
internal import LazyJSON

/// The `.luarc.json` of lua-language-server, beside the definitions.
enum EditorSettings {
  /// A setting: a string, or a list that may have further values.
  fileprivate struct Setting {
    let name: String
    let values: [String]
    let isList: Bool

    /// A line of the file.
    var text: String {
      let texts = values.map { "\"\($0)\"" }.joined(separator: ", ")
      return "\"\(name)\": \(isList ? "[\(texts)]" : texts)"
    }
  }

  private static let all = [
    Setting(name: "runtime.version", values: ["Lua 5.4"], isList: false),
    Setting(name: "workspace.library", values: ["batchlua.d.lua"], isList: true),
    Setting(name: "diagnostics.globals", values: ScriptEntry.all.map(\.name), isList: true),
    // These checks mistake tested values for ones that may, or cannot, be nil.
    Setting(
      name: "diagnostics.disable", values: ["need-check-nil", "unnecessary-if"], isList: true),
  ]

  static var text: String {
    "{\n\(all.map { "  \($0.text)" }.joined(separator: ",\n"))\n}\n"
  }

  /// The settings that a file lacks, as lines to add to it; all of them if it is not plain JSON.
  static func missing(in file: [UInt8]) -> [String] {
    let document = Document.create()
    defer { document.destroy() }
    let isJSON = file.withUnsafeBufferPointer { text in
      (try? document.load(text, with: Indexer())) != nil
    }
    return all.filter { !isJSON || !document.holds($0) }.map(\.text)
  }
}

extension Document {
  /// The file may write `"runtime.version"`, `"Lua.runtime.version"` or objects in objects.
  fileprivate func holds(_ setting: EditorSettings.Setting) -> Bool {
    let parts = setting.name.split(separator: ".", maxSplits: 1).map(String.init)
    return [[setting.name], ["Lua.\(setting.name)"], parts].contains { path in
      var found = value(0)
      for name in path {
        guard case .object(let object) = found else { return false }
        found = member(object, name)
      }
      return setting.isList ? hasAll(setting.values, in: found) : isString(found, setting.values[0])
    }
  }

  private func member(_ object: UInt32, _ name: String) -> Value {
    var name = name
    return name.withUTF8 { member(object, $0) }
  }

  private func hasAll(_ strings: [String], in list: Value) -> Bool {
    guard case .array(let array) = list, let count = try? count(array) else { return false }
    return strings.allSatisfy { string in
      (0..<count).contains { isString(element(array, $0), string) }
    }
  }

  private func isString(_ value: Value, _ string: String) -> Bool {
    if case .string(let bytes) = value { bytes.string == string } else { false }
  }
}
