internal import CLua
internal import LazyJSON

/// Texts for Lua that are not in a document. Each is valid until the next one from the same
/// function.
extension ScriptState {
  func scratchText(_ bytes: Bytes) -> bl_value {
    hot.pointee.scratch.count = 0
    hot.pointee.scratch.append(bytes)
    return scratchValue
  }

  func scratchText(_ text: String) -> bl_value {
    var text = text
    return text.withUTF8 { scratchText($0) }
  }

  func scratchText(_ bytes: [UInt8]) -> bl_value {
    bytes.withUnsafeBufferPointer { scratchText($0) }
  }

  func scratchText(_ path: Path) -> bl_value { scratchText(path.bytes) }

  /// A second text that is valid at the same time.
  func scratchText(path: Path) -> bl_value {
    hot.pointee.scratchPath.count = 0
    path.bytes.withUnsafeBufferPointer { hot.pointee.scratchPath.append($0) }
    return bl_value(bytes: hot.pointee.scratchPath.elements)
  }

  /// A third text that is valid at the same time.
  func scratchText(shown name: String) -> bl_value {
    hot.pointee.scratchName.count = 0
    hot.pointee.scratchName.appendText(name)
    return bl_value(bytes: hot.pointee.scratchName.elements)
  }

  /// The value of the first scratch text.
  var scratchValue: bl_value { bl_value(bytes: hot.pointee.scratch.elements) }
}
