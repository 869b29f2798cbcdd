package import BatchLua

/// The folder with the API's definitions for editors with lua-language-server.
package enum EditorFolder {
  /// Writes the definitions and missing settings, all files or none. Creates the folder if needed.
  /// Returns messages about the files.
  package static func write(to directory: Path) throws(RunError) -> [String] {
    let settings = path(".luarc.json", in: directory)
    let present = TextFiles.read(settings)
    let checker = path(".luacheckrc", in: directory)
    let hasChecker = TextFiles.read(checker) != nil
    var wanted = [(path("batchlua.d.lua", in: directory), Definitions.text)]
    if present == nil { wanted.append((settings, EditorSettings.text)) }
    if !hasChecker { wanted.append((checker, LuacheckSettings.text)) }
    try TextFiles.write(wanted)
    var notes = wanted.map { "wrote \($0.0)" }
    if hasChecker { notes.append("kept \(checker)") }
    guard let present else { return notes }
    let missing = EditorSettings.missing(in: present)
    let end = missing.isEmpty ? ": it has what is needed" : "; what it lacks:"
    notes.append("kept \(settings)\(end)")
    return notes + missing.map { "  \($0)" }
  }

  private static func path(_ name: Path, in directory: Path) -> Path {
    directory == "." ? name : directory.child(name)
  }
}
