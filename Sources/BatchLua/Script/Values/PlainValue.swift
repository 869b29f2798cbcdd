internal import CLua
internal import LazyJSON

/// JSON values that C copies to Lua tables without calling Swift for each.
extension bl_plain {
  /// Sets an object; false if it is not a JSON array or object, or if it has edits.
  mutating func set(_ object: bl_object) -> Bool {
    guard object.objectType == .array || object.objectType == .object else { return false }
    let document = object.document
    if document.isChanged(object.node) { return false }
    text = UnsafeRawPointer(document.text.baseAddress!).assumingMemoryBound(to: CChar.self)
    nodes = document.nodes.assumingMemoryBound(to: bl_node.self)
    root = object.node
    digits = ObjectType.digits.rawValue
    number = { text, length in
      Document.double(
        Bytes(start: UnsafeRawPointer(text!).assumingMemoryBound(to: UInt8.self), count: length))
    }
    return true
  }
}
