import BatchLua
import Foundation

/// The `.luarc.json` of lua-language-server.
enum EditorSettings {
  static var text: String {
    let lines = Reference.settings.map { "  \"\($0.name)\": \($0.value)" }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }

  /// The settings that a file lacks, as lines to add to it; lists may hold more than ours. All of
  /// them when it is not plain JSON.
  static func missing(in file: Data) -> [String] {
    let present = (try? JSONSerialization.jsonObject(with: file)) as? [String: Any] ?? [:]
    return Reference.settings.compactMap { name, value in
      let wanted = try? JSONSerialization.jsonObject(
        with: Data(value.utf8), options: .fragmentsAllowed)
      return holds(look(up: name, in: present), wanted) ? nil : "\"\(name)\": \(value)"
    }
  }

  /// The file may write `"runtime.version"`, `"Lua.runtime.version"` or objects in objects.
  private static func look(up name: String, in object: [String: Any]) -> Any? {
    if let value = object[name] ?? object["Lua.\(name)"] { return value }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let inner = object[parts[0]] as? [String: Any] else { return nil }
    return inner[parts[1]]
  }

  private static func holds(_ present: Any?, _ wanted: Any?) -> Bool {
    switch (present, wanted) {
    case (let present as [Any], let wanted as [Any]):
      let values = present.compactMap { $0 as? String }
      return wanted.compactMap { $0 as? String }.allSatisfy { values.contains($0) }
    case (let present as String, let wanted as String): return present == wanted
    default: return false
    }
  }
}
