internal import CLua
internal import LazyJSON
internal import LuaVM

/// `batch.lines`: the lines of a file.
final class TextReader: FileHandle {
  var input: TextInput?
  var line = 0

  init(_ path: Path, maxLine: LineLimit, for vm: VM) throws(RunError) {
    input = try TextInput(path, maxLine: maxLine, for: vm)
    super.init(.lines, path)
  }

  override func value(of field: HandleType.FieldName, _ state: ScriptState) -> bl_value {
    field == .line ? bl_value(integer: line) : state.scratchText(path)
  }

  override func close() throws {
    try super.close()
    input = nil
  }

  /// Returns the next line to Lua, nil at the end.
  func read(_ call: inout bl_call) throws {
    try checkOpen()
    guard let text = try input?.line() else {
      input = nil
      return call.return(bl_value())
    }
    line += 1
    call.return(bl_value(bytes: text))
  }
}
