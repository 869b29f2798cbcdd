extension ScriptCheck {
  /// Notes that are not mistakes. For code: whether several states share the records of a large
  /// input. For a script that names `stateless`: why they do not. None for other scripts. Throws
  /// when the script cannot be read.
  public func notes() throws(RunError) -> [ScriptFinding] {
    let source = try options.world.source(of: script)
    let sharing = Independence(of: source)
    guard source.isBody || source.mentions("stateless") else { return [] }
    guard let obstacle = sharing.obstacle else {
      let message = "note: several states of Lua share the records of a large input"
      return source.isBody ? [ScriptFinding(file: source.name, line: nil, message: message)] : []
    }
    return [
      ScriptFinding(
        file: source.name, line: sharing.line,
        message: "note: one state of Lua has all records: the \(source.isBody ? "code" : "script") "
          + obstacle.text)
    ]
  }
}
