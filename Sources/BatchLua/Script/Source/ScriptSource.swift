internal import LuaVM

/// The text of the script, kept for the lines that messages show.
struct ScriptSource {
  /// What messages call it: the path, or "-e".
  let name: String
  /// nil for text that is in no file.
  private let path: Path?
  let text: [UInt8]
  /// Whether it is code that is the body of transform.
  let isBody: Bool

  /// Code that is the body of transform, or an expression; `name` is what messages call it.
  init(code: String, name: String = "-e") {
    (self.name, path, text, isBody) = (name, nil, Array(code.utf8), true)
  }

  /// Text that another process has read.
  init(_ text: [UInt8], name: String, isBody: Bool) {
    (self.name, self.text, self.isBody) = (name, text, isBody)
    path = nil
  }

  /// A whole script that is in no file.
  init(_ script: String, name: String) {
    self.name = Escapes.data(name)
    (path, text, isBody) = (nil, Array(script.utf8), false)
  }

  init(file: Path) throws(RunError) {
    do {
      text = try TextFile.read(file)
    } catch {
      throw RunError.io("cannot read the script \(file)", error)
    }
    (name, path, isBody) = (file.description, file, false)
  }

  /// The directory that `require` looks in first; nil for a script that is in none.
  var directory: Path? { path?.parent ?? (isBody ? "." : nil) }

  /// The files it was read from.
  var paths: [Path] { path.map { [$0] } ?? [] }

  /// Runs the script in a state: its top level, or its code as the body of transform.
  func load(into vm: VM) throws(ScriptError) {
    if isBody { return try vm.loadBody(text, name: name) }
    try vm.run(code, name: name)
  }

  /// Whether a word is in the text of the script.
  func mentions(_ word: String) -> Bool { text.contains(Array(word.utf8)) }

  /// What is compiled: without a byte order mark and a first line `#!`, whose line end stays.
  var code: [UInt8] {
    if isBody { return text }
    var text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    if text.first == UInt8(ascii: "#") {
      text.removeSubrange(..<(text.firstIndex(of: 0x0A) ?? text.endIndex))
    }
    return text
  }

  /// The text of a 1-based line, of this script or a module that it has loaded.
  func line(at position: ScriptError.Position, _ modules: ModuleLoader) -> String? {
    let isOwn = position.source.utf8.elementsEqual(name.utf8)
    let bytes = isOwn ? text : modules.text(at: position.source) ?? []
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard position.line >= 1 && position.line <= lines.count else { return nil }
    var line = String(decoding: lines[position.line - 1], as: UTF8.self)
    while line.last?.isWhitespace == true { line.removeLast() }
    return line
  }
}
