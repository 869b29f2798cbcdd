internal import CLua
internal import LazyJSON

/// JSON values as C copies them to Lua tables, without a call for each.
extension bl_plain {
  /// False for what is no JSON array or object, or has been changed.
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
