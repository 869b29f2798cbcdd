internal import CLua
internal import LazyJSON
internal import LuaVM

/// Values that scripts assign to fields and lists of the model. All nested values are checked when
/// they are assigned, so that they can be read as their types afterwards.
extension ScriptState {
  /// Throws a `BindingError` if a field or element of this kind does not accept a value.
  /// `location` is the path of the field in `object`.
  func check(
    _ value: bl_value, _ kind: FieldKind, in object: bl_object, at location: () -> EncodeError
  ) throws {
    if accepts(value, kind) { return }
    throw BindingError(
      "\(path(of: location(), in: object)) takes \(kind.expectation), got \(describe(value))")
  }

  /// Checks a table, JSON object or array that is assigned where a model type is expected. A table,
  /// or a value of another document, is converted to `made`, a value of that type.
  func fit(
    _ value: bl_value, to type: ObjectType, in object: bl_object, at location: () -> EncodeError,
    _ made: inout bl_value
  ) throws {
    switch bl_tag(value.tag) {
    case BL_TABLE:
      made.set(type, rootOf: try checkedText(of: value, as: type, in: object, at: location))
    case BL_OBJECT:
      let other = value.object.pointee
      guard other.objectType == .object || other.objectType == .array else { return }
      documents.takeBack(try checkedText(of: value, as: type, in: object, at: location))
      if other.owner != object.owner { made.set(type, other.node, of: other.owner) }
    default: break
    }
  }

  /// The value as a new document.
  private func checkedText(
    of value: bl_value, as type: ObjectType, in object: bl_object, at location: () -> EncodeError
  ) throws -> Document {
    var text = ByteBuffer()
    modelParts = [:]
    defer { modelParts = nil }
    do throws(EncodeError) {
      if value.tag == BL_TABLE.rawValue {
        try encode(tableAt: value.integer, into: &text)
      } else {
        modelParts = [0: value.object.pointee.objectType]
        try encode(value.object.pointee, into: &text)
      }
    } catch {
      let location = path(of: location(), in: object)
      throw BindingError(EncodeError(error.message, path: location + error.path).text)
    }
    let document = try load(text.elements)
    var check = ModelCheck(document, objects: modelParts)
    check.check(document.value(0), as: type.isArray ? .list(type) : .model(type))
    if let problem = check.problems.first {
      documents.takeBack(document)
      throw BindingError(problem.message(at: path(of: location(), in: object)))
    }
    if check.emptyLists.isEmpty { return document }
    documents.takeBack(document)
    for start in check.emptyLists {
      text[start] = UInt8(ascii: "[")
      text[start + 1] = UInt8(ascii: "]")
    }
    return try load(text.elements)
  }

  /// The path to a location in an object from its record: "data[2].status".
  private func path(of location: EncodeError, in object: bl_object) -> String {
    var outer = object.document.path(of: object.node)
    if outer.isEmpty { outer = object.objectType.listName ?? "" }
    return location.within(outer).location
  }

  private func accepts(_ value: bl_value, _ kind: FieldKind) -> Bool {
    let tag = bl_tag(value.tag)
    let type = tag == BL_OBJECT ? value.object.pointee.objectType : nil
    switch kind {
    case .string, .named: return tag == BL_STRING
    case .constant(let text): return tag == BL_STRING && value.bytes.string == text
    case .integer:
      return tag == BL_INTEGER || tag == BL_NUMBER && Int64(exactly: value.number) != nil
    case .boolean: return tag == BL_BOOLEAN
    case .object:
      return tag == BL_TABLE && !bl_table_is_array(vm.raw, value.integer) || type == .object
    case .json: return type?.isJSON ?? (tag != BL_OTHER)
    case .model(let model): return tag == BL_TABLE || type == model || type == .object
    case .list(let list): return tag == BL_TABLE || type == list || type == .array
    case .optional(let kind): return tag == BL_NIL || tag == BL_NULL || accepts(value, kind)
    }
  }

  func describe(_ value: bl_value) -> String {
    switch bl_tag(value.tag) {
    case BL_STRING: "the string \"\(value.bytes.string.prefix(40))\""
    case BL_INTEGER: "the number \(value.integer)"
    case BL_NUMBER: "the number \(value.number)"
    case BL_BOOLEAN: "\(value.boolean)"
    case BL_TABLE where bl_table_is_array(vm.raw, value.integer): "an array"
    default: value.kindName
    }
  }
}
