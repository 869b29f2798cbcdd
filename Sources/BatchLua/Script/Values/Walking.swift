internal import CLua
internal import LazyJSON

/// Length and order of JSON arrays and objects, for `#`, `next` and `pairs`.
extension ScriptState {
  func readLength(_ self_: bl_object, _ result: inout bl_value) throws {
    guard self_.objectType.isJSON else {
      throw BindingError("attempt to get length of a \(self_.objectType.name)")
    }
    let isArray = self_.objectType.isArray
    result = bl_value(integer: isArray ? try self_.document.count(self_.node) : 0)
  }

  /// Reads the member or element after `key`: members in the order of the object, each key once.
  func readNext(
    _ self_: bl_object, _ key: bl_value, _ nextKey: inout bl_value, _ value: inout bl_value
  ) throws {
    let document = self_.document
    switch self_.objectType {
    case .array, .batchList, .batchErrorList:
      let index = key.tag == BL_NIL.rawValue ? 0 : (Self.index(key) ?? -2) + 1
      guard index >= 0 else { throw BindingError("invalid key to 'next'") }
      guard index < (try document.count(self_.node)) else { return }
      nextKey = bl_value(integer: index + 1)
      value.set(document.element(self_.node, index), nullAs: BL_NULL)
      if let element = self_.objectType.element, value.tag == BL_OBJECT.rawValue,
        value.type == ObjectType.object.rawValue
      {
        value.type = element.rawValue
      }
    case .object:
      var index = 0
      if key.tag != BL_NIL.rawValue {
        guard key.tag == BL_STRING.rawValue,
          let found = try document.memberIndex(self_.node, of: key.bytes, hint: walkHint(self_))
        else { throw BindingError("invalid key to 'next'") }
        index = found + 1
      }
      guard let next = try document.nextMember(self_.node, at: index) else { return }
      hot.pointee.walkDocument = self_.owner
      hot.pointee.walkNode = self_.node
      hot.pointee.walkIndex = next
      // The value is read first, because the key may be in scratch memory that reading another
      // string overwrites.
      value.set(try document.value(self_.node, at: next), nullAs: BL_NULL)
      if value.tag == BL_STRING.rawValue { value = scratchText(value.bytes) }
      nextKey = bl_value(bytes: try document.key(self_.node, at: next))
    default:
      throw BindingError("a record is walked by its field 'json': pairs(record.json)")
    }
  }

  private func walkHint(_ object: bl_object) -> Int {
    let isSame =
      hot.pointee.walkDocument == object.owner && hot.pointee.walkNode == object.node
    return isSame ? hot.pointee.walkIndex : -1
  }
}
