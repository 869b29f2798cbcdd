internal import CLua
internal import LazyJSON

/// Conversion of Lua values to edits of a document.
extension ScriptState {
  /// The edit that puts a Lua value into a container of `object`'s document. Throws an
  /// `EncodeError` for a value without a JSON form.
  @inline(__always)
  func edit(_ value: bl_value, in object: bl_object) throws -> Edit {
    switch bl_tag(value.tag) {
    case BL_NULL: return .null
    case BL_BOOLEAN: return .boolean(value.boolean)
    case BL_INTEGER: return .integer(value.integer)
    case BL_NUMBER:
      guard value.number.isFinite else { throw EncodeError.notFinite(value.number) }
      return .double(value.number)
    case BL_STRING:
      guard value.bytes.isUTF8 else { throw EncodeError.notUTF8 }
      return .string(value.bytes)
    case BL_TABLE:
      hot.pointee.hasNewValues = true
      return .foreign(value.type)
    case BL_OBJECT:
      let other = value.object.pointee
      guard other.objectType.isJSON || object.objectType.element == other.objectType else {
        throw EncodeError("\(value.kindName) has no JSON form here; use its field 'json'")
      }
      return reference(to: other, of: value, in: object)
    default: throw EncodeError("\(value.kindName) has no JSON form")
    }
  }

  /// The edit that puts a host object into a container: a node of the same document, or a Lua
  /// value.
  func reference(to other: bl_object, of value: bl_value, in object: bl_object) -> Edit {
    if other.owner == object.owner {
      hot.pointee.hasMovedValues = true
      return .node(other.node)
    }
    hot.pointee.hasNewValues = true
    return .foreign(value.type)
  }

  /// Runs `body`, and adds the path of its error in `object`, to which `under` adds the last key
  /// or index.
  @inline(__always)
  func locating(
    _ object: bl_object, _ under: (EncodeError) -> EncodeError, _ body: () throws -> Edit
  ) throws -> Edit {
    do {
      return try body()
    } catch let error as EncodeError {
      throw under(error).within(object.document.path(of: object.node))
    }
  }
}
