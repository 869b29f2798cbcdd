internal import CLua
internal import LazyJSON
internal import LuaVM

/// `batch.lines`: the lines of a file.
final class TextReader: FileHandle {
  var input: TextInput?
  var line = 0

  init(_ path: Path, maxLine: Int) throws(RunError) {
    input = try TextInput(path, maxLine: maxLine)
    super.init(.lines, path)
  }

  override func value(of field: HandleType.FieldName, _ engine: Engine) -> bl_value {
    field == .line ? bl_value(integer: line) : engine.keep(path)
  }

  override func close() throws {
    try super.close()
    input = nil
  }

  /// Gives the next line, nil at the end.
  func read(_ engine: Engine, _ call: inout bl_call) throws {
    try checkOpen()
    var next: Bytes?
    // To wait for who writes the file is no time of the script.
    try engine.vm.paused { () throws(RunError) in next = try input?.line() }
    guard let text = next else {
      input = nil
      return call.return(bl_value())
    }
    line += 1
    call.return(bl_value(bytes: text))
  }
}
