internal import CLua
internal import LazyJSON

/// Texts that are passed to Lua and that no document holds: each is valid until the next of its
/// kind.
extension ScriptState {
  func keep(_ bytes: Bytes) -> bl_value {
    hot.pointee.kept.count = 0
    hot.pointee.kept.append(bytes)
    return kept
  }

  func keep(_ text: String) -> bl_value {
    var text = text
    return text.withUTF8 { keep($0) }
  }

  func keep(_ bytes: [UInt8]) -> bl_value { bytes.withUnsafeBufferPointer { keep($0) } }

  func keep(_ path: Path) -> bl_value { keep(path.bytes) }

  /// The same for a second text at a time, and a third.
  func keep(path: Path) -> bl_value {
    hot.pointee.keptPath.count = 0
    path.bytes.withUnsafeBufferPointer { hot.pointee.keptPath.append($0) }
    return bl_value(bytes: hot.pointee.keptPath.elements)
  }

  func keep(shown name: String) -> bl_value {
    hot.pointee.keptName.count = 0
    hot.pointee.keptName.appendText(name)
    return bl_value(bytes: hot.pointee.keptName.elements)
  }

  var kept: bl_value { bl_value(bytes: hot.pointee.kept.elements) }
}
