internal import LuaVM

/// The text of the script, kept for the lines that messages show.
struct ScriptSource {
  /// The name in messages: the path, or "-e".
  let name: String
  /// Nil for a script that is not in a file.
  private let path: Path?
  let text: [UInt8]
  /// Whether the text is code for the body of `transform`.
  let isBody: Bool

  /// Code for the body of `transform`, or an expression.
  init(code: String, name: String = "-e") {
    (self.name, path, text, isBody) = (name, nil, Array(code.utf8), true)
  }

  /// A script that another process has read.
  init(_ text: [UInt8], name: String, isBody: Bool) {
    (self.name, self.text, self.isBody) = (name, text, isBody)
    path = nil
  }

  /// A whole script that is not in a file.
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

  /// The directory in which `require` looks first; nil for a script that is not in a file.
  var directory: Path? { path?.parent ?? (isBody ? "." : nil) }

  /// The files from which it was read: one or none.
  var paths: [Path] { path.map { [$0] } ?? [] }

  /// Loads the script into a state: runs its top level, or defines `transform` with the code as
  /// its body.
  func load(into vm: VM) throws(ScriptError) {
    if isBody { return try vm.loadBody(text, name: name) }
    try vm.run(code, name: name)
  }

  /// Whether the text of the script contains a word.
  func mentions(_ word: String) -> Bool { text.contains(Array(word.utf8)) }

  /// The text to compile: without a byte order mark and a first line with `#`, whose line end is
  /// kept.
  var code: [UInt8] {
    if isBody { return text }
    var text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    if text.first == UInt8(ascii: "#") {
      text.removeSubrange(..<(text.firstIndex(of: 0x0A) ?? text.endIndex))
    }
    return text
  }

  /// The text of a line of this script or of a module that it has loaded; nil if unknown.
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
