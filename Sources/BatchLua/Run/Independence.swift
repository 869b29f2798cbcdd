internal import LuaVM

/// Whether the records of a script are independent, so that several states may share them: for code
/// (`-e`) if that is proved, for scripts that declare it if their code has no effects beyond the
/// record.
struct Independence {
  /// Why one state must process all records, to follow "it"; nil if several may share them.
  let obstacle: MessageText?
  /// The 1-based line of the obstacle; nil if it concerns the whole script.
  let line: Int?

  init(of source: ScriptSource) {
    if !source.isBody && !source.mentions("stateless") {
      (obstacle, line) = ("does not set stateless = true", nil)
      return
    }
    let allows = source.isBody ? Self.codeMayRead : Self.scriptMayRead
    switch CodeReach(of: source.code, isBody: source.isBody, allows: allows) {
    case .allowed: (obstacle, self.line) = (nil, nil)
    case .reads(let name, let line): (obstacle, self.line) = ("uses '\(name)'", line)
    case .assigns(let name, let line):
      (obstacle, self.line) = ("assigns the global '\(name)'", line)
    case .globals(let line): (obstacle, self.line) = ("uses the table of globals as a value", line)
    case .unknown: (obstacle, self.line) = ("is not understood", nil)
    }
  }

  // MARK: What may be read

  /// Whether a script that declares itself stateless may read a name: all but those with effects or
  /// inputs beyond its records.
  private static func scriptMayRead(_ path: [String]) -> Bool {
    switch path[0] {
    case "_G", "collectgarbage", "debug", "dofile", "io", "load", "loadfile", "package", "print",
      "require", "warn":
      false
    case "batch": path.count > 1 && !actsBeyondRecords(path[1])
    case "os": path.count > 1 && pureOfOS.contains(path[1])
    default: true
    }
  }

  /// Whether code may read a name: that of a pure function. Tables may not be used as values,
  /// because their fields could be assigned.
  private static func codeMayRead(_ path: [String]) -> Bool {
    if path.count == 1 { return pureFunctions.contains(path[0]) }
    switch path[0] {
    case "batch": return batchMayRead(path)
    case "math": return path[1] != "random" && path[1] != "randomseed"
    case "os": return pureOfOS.contains(path[1])
    case "args", "coroutine", "json", "string", "table", "utf8": return true
    default: return false
    }
  }

  /// `batch.current`, the types and the lists of constants are tables.
  private static func batchMayRead(_ path: [String]) -> Bool {
    let isTable = path[1] == "current" || path[1].first?.isUppercase == true
    if isTable { return path.count > 2 && path[2] != "values" }
    return !actsBeyondRecords(path[1])
  }

  private static let pureOfOS: Set = ["clock", "date", "difftime", "getenv", "time"]
  private static let pureFunctions: Set = [
    "_VERSION", "assert", "error", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget",
    "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "xpcall",
  ]

  /// Whether a field of `batch` reads or writes files or the log, or reports duplicate ids at once,
  /// for which one state must know all earlier lines.
  private static func actsBeyondRecords(_ field: String) -> Bool {
    field == "log" || field == "emit"
      || HostFunction.files.contains { $0.libraryName?.name == field }
  }
}
