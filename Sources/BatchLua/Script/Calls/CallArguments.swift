internal import CLua
internal import LazyJSON

extension bl_call {
  /// The argument with this number, from 1; nil (`BL_NIL`) after the last.
  func argument(_ position: Int) -> bl_value {
    guard position <= Int(BL_ARGUMENTS) else { return bl_value() }
    return withUnsafePointer(to: arguments) {
      UnsafeRawPointer($0).assumingMemoryBound(to: bl_value.self)[position - 1]
    }
  }

  mutating func `return`(_ value: bl_value) {
    withUnsafeMutablePointer(to: &results) {
      UnsafeMutableRawPointer($0).assumingMemoryBound(to: bl_value.self)[Int(result_count)] = value
    }
    result_count += 1
  }

  mutating func result(_ type: ObjectType, rootOf document: Document) {
    var value = bl_value()
    value.set(type, rootOf: document)
    self.return(value)
  }
}
