internal import CLua

/// The uses of global names in the bytecode of a script, collected to explain an undefined global.
package struct NameUses {
  package struct Use {
    package let name: String
    /// 1-based.
    package let line: Int
    /// Whether the value is only tested: `if jit then`, `unpack or table.unpack`.
    package let isTested: Bool
  }

  /// The undefined globals that are read.
  package private(set) var missing: [Use] = []
  /// Globals that are assigned anywhere.
  package private(set) var assigned: Set<String> = []
  /// Globals that functions are assigned to.
  package private(set) var functions: [Use] = []
  /// Each assignment to a global, and the keys of the table that the script returned, with the line
  /// where a field of that name is first assigned, or 0.
  package private(set) var defined: [Use] = []
  /// The defined globals that are read, and the names of all fields that are read.
  package private(set) var used: Set<String> = []
  package private(set) var variables: Set<String> = []
  private var inside: [Use] = []
  private var fields: [String: Int] = [:]
  private var literals: Set<String> = []
  /// Whether the table of globals is used as a value.
  package private(set) var hasEnvironment = false
  /// Whether the script loads other code, which may define globals.
  package private(set) var loadsCode = false
  /// All defined globals, and "library.name" for each field of a table.
  package private(set) var globals: [String] = []
  private var library = ""

  fileprivate mutating func add(_ use: bl_use, _ name: String, _ line: Int) {
    switch use {
    case BL_READ: missing.append(Use(name: name, line: line, isTested: false))
    case BL_TESTED: missing.append(Use(name: name, line: line, isTested: true))
    case BL_FUNCTION_WRITTEN:
      functions.append(Use(name: name, line: line, isTested: false))
      defined.append(Use(name: name, line: line, isTested: false))
      assigned.insert(name)
    case BL_WRITTEN:
      defined.append(Use(name: name, line: line, isTested: false))
      assigned.insert(name)
    case BL_WRITTEN_INSIDE: inside.append(Use(name: name, line: line, isTested: false))
    case BL_USED: used.insert(name)
    case BL_FIELD_WRITTEN: fields[name] = min(line, fields[name] ?? line)
    case BL_RETURNED: defined.append(Use(name: name, line: fields[name] ?? 0, isTested: false))
    case BL_LOCAL: variables.insert(name)
    case BL_LITERAL: literals.insert(name)
    case BL_ENVIRONMENT: hasEnvironment = true
    case BL_LOADS: loadsCode = true
    case BL_MEMBER: globals.append("\(library).\(name)")
    default:
      globals.append(name)
      library = name
    }
  }

  /// The globals that functions assign but the top level does not, in the order of their lines,
  /// each once.
  package var madeInFunctions: [Use] {
    func counted(_ uses: [Use]) -> [String: Int] {
      uses.reduce(into: [:]) { $0[$1.name, default: 0] += 1 }
    }
    let (all, ofFunctions) = (counted(defined), counted(inside))
    var seen: Set<String> = []
    return inside.sorted { $0.line < $1.line }.filter {
      all[$0.name] == ofFunctions[$0.name] && seen.insert($0.name).inserted
    }
  }

  /// The globals that are read but never defined, in the order of their lines, each once. If the
  /// table of globals is used as a value, any string of the script may name one.
  package var undefined: [Use] {
    var known = assigned.union(hasEnvironment ? literals : [])
    return missing.sorted { $0.line < $1.line }.filter { known.insert($0.name).inserted }
  }
}

extension VM {
  /// The names in the script that was loaded last. Empty if its bytecode is of an unknown release,
  /// and for scripts with another table of globals.
  package func nameUses() throws(ScriptError) -> NameUses {
    var uses = NameUses()
    let status = withUnsafeMutablePointer(to: &uses) { uses in
      bl_find_names(
        raw,
        { context, use, bytes, length, line in
          let text = UnsafeRawBufferPointer(start: bytes, count: length)
          context!.assumingMemoryBound(to: NameUses.self).pointee.add(
            use, String(decoding: text, as: UTF8.self), Int(line))
        }, uses)
    }
    try check(status)
    return uses
  }
}
