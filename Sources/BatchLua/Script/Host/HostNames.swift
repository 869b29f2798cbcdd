internal import LuaVM

/// Checks the names that a host gives to functions and values.
enum HostNames {
  private static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
    "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  /// Throws for a name that is not an identifier or is a keyword, that is given twice, that is a
  /// table for one name and a value for another, or that is a global of any state or one that
  /// scripts define.
  static func check(
    _ functions: [ScriptFunction], _ globals: [String], in vm: VM
  ) throws(RunError) {
    var seen: Set<String> = []
    for name in globals + functions.map(\.name) {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      let isValue = seen.count < globals.count
      guard parts.allSatisfy(isName), !EntryNames.contains(parts[0]), !isValue || parts.count == 1
      else {
        throw RunError(.usage, "scripts cannot use '\(name)' as the name of a value of the host")
      }
      guard seen.insert(name).inserted else {
        throw RunError(.usage, "'\(name)' is the name of two values of the host")
      }
      if try isGlobal(parts[0], in: vm) {
        throw RunError(
          .usage,
          "'\(name)' cannot be a value of the host: scripts have a global '\(parts[0])' already; take "
            + "another name, such as 'host.\(parts[parts.count - 1])'")
      }
    }
    for name in seen {
      for dot in name.indices where name[dot] == "." && seen.contains(String(name[..<dot])) {
        throw RunError(
          .usage, "'\(name[..<dot])' of the host is no table, which '\(name)' needs")
      }
    }
  }

  private static func isGlobal(_ name: String, in vm: VM) throws(RunError) -> Bool {
    do throws(ScriptError) {
      return try vm.hasGlobal(name)
    } catch {
      throw RunError(.record, MemoryRefusal.message(for: "any script"))
    }
  }

  private static func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, first == 0x5F || (first | 0x20) &- 0x61 < 26 else {
      return false
    }
    return !keywords.contains(text)
      && bytes.allSatisfy { $0 == 0x5F || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
  }
}
