internal import CLua
internal import LazyJSON

/// Records of the batch model as Lua sees them: typed fields over a JSON object.
extension Engine {
  func readRecord(_ self_: bl_object, _ key: bl_value, _ result: inout bl_value) throws {
    guard key.tag == BL_STRING.rawValue else {
      throw BindingError("a \(self_.objectType.name) has no field \(key.kindName)")
    }
    guard let name = types[Int(self_.type)].find(key.bytes) else { throw unknownField(self_, key.bytes) }
    let document = self_.document
    switch name.pointee.meaning {
    case .field(let kind):
      let value = document.member(self_.node, key.bytes)
      if case .model(let model) = kind, case .object(let node) = value {
        result.set(model, node)
      } else {
        result.set(value, nullAs: BL_NIL)
      }
    case .method(let function): result = bl_value(function: function)
    case .json: result.set(.object, self_.node)
    case .file: if let place = place(of: self_) { result = keep(place.origin.file) }
    case .line: if let place = place(of: self_) { result = bl_value(integer: place.line) }
    case .index: if let place = place(of: self_) { result = bl_value(integer: place.record) }
    case .raw: if let line = document.line(of: self_.node) { result = bl_value(bytes: line) }
    }
  }

  func writeRecord(
    _ self_: bl_object, _ key: bl_value, _ value: bl_value, _ freed: inout UInt32
  ) throws {
    guard key.tag == BL_STRING.rawValue else {
      throw BindingError("a \(self_.objectType.name) has no field \(key.kindName)")
    }
    guard let name = types[Int(self_.type)].find(key.bytes) else { throw unknownField(self_, key.bytes) }
    guard case .field(let kind) = name.pointee.meaning else {
      throw BindingError("'\(key.bytes.string)' of a \(self_.objectType.name) cannot be assigned")
    }
    guard accepts(value, kind) else {
      throw BindingError("\(key.bytes.string) takes \(kind.expectation), got \(describe(value))")
    }
    if value.tag == BL_OBJECT.rawValue, !value.object.pointee.objectType.isJSON {
      return try writeModel(self_, key.bytes, value, &freed)
    }
    try writeMember(self_, key.bytes, value, &freed)
  }

  /// A model value stands for its JSON object.
  private func writeModel(
    _ self_: bl_object, _ key: Bytes, _ value: bl_value, _ freed: inout UInt32
  ) throws {
    let other = value.object.pointee
    let edit: Edit =
      other.owner == self_.owner ? .node(other.node) : .foreign(value.type)
    try self_.document.setMember(self_.node, key, edit) { freed = $0.slot }
  }

  private func accepts(_ value: bl_value, _ kind: FieldKind) -> Bool {
    let tag = bl_tag(value.tag)
    switch kind {
    case .string: return tag == BL_STRING
    case .optionalString: return tag == BL_STRING || tag == BL_NIL
    case .method: return tag == BL_STRING && value.bytes.equals("POST")
    case .integer: return tag == BL_INTEGER
    case .object:
      return tag == BL_TABLE || tag == BL_NIL
        || tag == BL_OBJECT && value.object.pointee.objectType == .object
    case .json: return tag != BL_OBJECT || value.object.pointee.objectType.isJSON
    case .model(let type):
      guard tag == BL_OBJECT else { return tag == BL_TABLE || tag == BL_NIL || tag == BL_NULL }
      let other = value.object.pointee.objectType
      return other == type || other == .object
    }
  }

  private func describe(_ value: bl_value) -> String {
    switch bl_tag(value.tag) {
    case BL_STRING: "the string \"\(value.bytes.string.prefix(40))\""
    case BL_INTEGER: "the number \(value.integer)"
    case BL_NUMBER: "the number \(value.number)"
    default: value.kindName
    }
  }

  private func unknownField(_ self_: bl_object, _ key: Bytes) -> BindingError {
    let type = types[Int(self_.type)]
    let name = key.string
    var message = "a \(self_.objectType.name) has no field '\(name)'"
    let document = self_.document
    if case .object(let body) = document.member(self_.node, "body"),
      case let value = document.member(body, key), !value.isAbsent
    {
      message += "; did you mean 'body.\(name)'?"
    } else if let near = nearName(to: name, among: type.all.map { $0.bytes.string }) {
      message += "; did you mean '\(near)'?"
    } else if case let value = document.member(self_.node, key), !value.isAbsent {
      message += "; use 'json.\(name)' for keys outside the model"
    } else {
      let fields = type.all.compactMap { name -> String? in
        if case .field = name.meaning { name.bytes.string } else { nil }
      }
      message += " (its fields are \(fields.joined(separator: ", ")))"
    }
    return BindingError(message)
  }

  /// The same for a second text at a time.
  func keep(path: String) -> bl_value {
    state.pointee.keptPath.count = 0
    state.pointee.keptPath.appendText(path)
    return bl_value(
      bytes: Bytes(start: state.pointee.keptPath.base, count: state.pointee.keptPath.count))
  }

  func keep(_ text: String) -> bl_value {
    var text = text
    return text.withUTF8 { keep($0) }
  }
}

extension Document {
  /// The bytes of the line whose value is `root`.
  func line(of root: UInt32) -> Bytes? {
    lines.first { $0.problem == nil && $0.root == root }.map { bytes(of: $0) }
  }
}
