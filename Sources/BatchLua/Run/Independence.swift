internal import LuaVM

/// Whether the records of a script need nothing from each other, so that several states may share them:
/// code (`-e`) of which that is proved, and scripts that say so, unless their code acts beyond the
/// record.
struct Independence {
  /// Why one state has all records, as words behind "it"; nil where several may share them.
  let obstacle: MessageText?
  /// The 1-based line of that; nil when it concerns all of the script.
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

  /// What a script that says of itself that it keeps nothing may read: all but what has an effect, or
  /// takes something, beside its records.
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

  /// What code may read of which nothing else is known: what gives the same for the same arguments,
  /// and keeps nothing. Tables are no values: their fields could be assigned.
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

  /// Whether a field of `batch` reads or writes files or the log, or tells at once what an id that comes
  /// twice is: only one state knows all lines before the call.
  private static func actsBeyondRecords(_ field: String) -> Bool {
    field == "log" || field == "emit"
      || HostFunction.files.contains { $0.libraryName?.name == field }
  }
}

extension RunOptions {
  /// Bytes of input below which a second state would take longer to make than it saves.
  static let little = 1 << 20

  /// How many states there may be: as many as the process has cores, unless a number was given.
  var mostStates: Int { jobs ?? CPUAffinity.usableCores }

  /// The same with the number of states that is right for the script and its inputs.
  func withStates() throws(RunError) -> RunOptions {
    var options = self
    if jobs == nil { options.jobs = try mayShareRecords() ? mostStates : 1 }
    return options
  }

  private func mayShareRecords() throws(RunError) -> Bool {
    if isStepwise || hasNoInput || mostStates == 1 { return false }
    if let size = world.inputs.size(of: inputs), size < Self.little { return false }
    return Independence(of: try world.source(of: script)).obstacle == nil
  }
}
