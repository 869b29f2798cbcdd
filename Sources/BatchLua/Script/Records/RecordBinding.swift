internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// Records of the batch model as Lua sees them: typed fields over a JSON object.
extension ScriptState {
  func readRecord(_ self_: bl_object, _ key: bl_value, _ result: inout bl_value) throws {
    let document = self_.document
    if self_.type <= ObjectType.batchErrorList.rawValue, let element = self_.objectType.element {
      return readListElement(self_, element, key, &result)
    }
    let name = try find(key, of: self_)
    switch name.pointee.meaning {
    case .field(_, let type, _):
      if name.pointee.access != .direct && name.pointee.access != .written {
        return try readUnusual(name)
      }
      let value = document.member(self_.node, name.pointee.member)
      switch (value, type) {
      case (.object(let node), let type?) where !type.isArray: result.set(type, node)
      case (.array(let node), let type?) where type.isArray: result.set(type, node)
      default: result.set(value, nullAs: BL_NIL)
      }
    case .method(let number): result = bl_value(function: number)
    case .json: result.set(.object, self_.node)
    case .file: if let position = position(of: self_) { result = scratchText(position.origin.file) }
    case .line: if let position = position(of: self_) { result = bl_value(integer: position.line) }
    case .index:
      if let position = position(of: self_) { result = bl_value(integer: position.record) }
    case .raw: if let line = document.line(of: self_.node) { result = bl_value(bytes: line) }
    }
  }

  private func readListElement(
    _ self_: bl_object, _ element: ObjectType, _ key: bl_value, _ result: inout bl_value
  ) {
    let status = Self.readJSON(Unmanaged.passUnretained(self).toOpaque(), self_, key, &result)
    guard status == 0, result.tag == BL_OBJECT.rawValue, result.type == ObjectType.object.rawValue
    else { return }
    result.type = element.rawValue
  }

  func writeRecord(
    _ self_: bl_object, _ key: bl_value, _ value: bl_value, _ freed: inout UInt32,
    made: inout bl_value
  ) throws {
    let name = try find(key, of: self_)
    guard case .field(let index, let type, let tags) = name.pointee.meaning else {
      throw BindingError("'\(key.bytes.string)' of a \(self_.objectType.name) cannot be assigned")
    }
    if name.pointee.access == .none { throw missing(key.bytes) }
    let member = name.pointee.member
    let location = { EncodeError("").under(key: key.bytes) }
    let isTaken = tags >> value.tag & 1 != 0
    if !isTaken || value.tag == BL_TABLE.rawValue && bl_table_is_array(vm.raw, value.integer) {
      let kind = model(of: self_.objectType).fields[index].kind
      try check(value, kind, in: self_, at: location)
    }
    if name.pointee.access != .direct { throw LeftToPrelude() }
    if value.tag == BL_OBJECT.rawValue, !value.object.pointee.objectType.isJSON {
      return try writeModel(self_, member, value, &freed)
    }
    if let type { try fit(value, to: type, in: self_, at: location, &made) }
    try writeMember(self_, member, value, &freed, made: &made)
  }

  /// Reads a field that is not a plain member: nil if the profile's lines do not have it. Throws
  /// if the prelude reads it.
  private func readUnusual(_ name: UnsafePointer<CompiledType.Name>) throws(LeftToPrelude) {
    if name.pointee.access == .prelude { throw LeftToPrelude() }
  }

  private func missing(_ key: Bytes) -> BindingError {
    BindingError(
      "the lines of the profile \(options.profile.name) have no '\(key.string)': it reads nil and "
        + "cannot be assigned")
  }

  /// Assigns a record or another value of the model, which is written as its JSON object.
  private func writeModel(
    _ self_: bl_object, _ key: Bytes, _ value: bl_value, _ freed: inout UInt32
  ) throws {
    let edit = reference(to: value.object.pointee, of: value, in: self_)
    freed = try self_.document.setMember(self_.node, key, edit).slot
  }

  @inline(__always)
  private func find(
    _ key: bl_value, of self_: bl_object
  ) throws -> UnsafePointer<CompiledType.Name> {
    guard key.tag == BL_STRING.rawValue else {
      throw BindingError("a \(self_.objectType.name) has no field \(describe(key))")
    }
    guard let name = types[Int(self_.type)].find(key.bytes) else {
      throw unknownField(self_, key.bytes)
    }
    return name
  }

  private func unknownField(_ self_: bl_object, _ key: Bytes) -> BindingError {
    let names = types[Int(self_.type)].all
    let name = key.string
    var message = "a \(self_.objectType.name) has no field '\(name)'"
    let document = self_.document
    let below = ["body", "response", "error"].first { field in
      guard let name = names.first(where: { $0.bytes.string == field })?.member else {
        return false
      }
      return has(document.member(self_.node, name), key, in: self_.owner)
    }
    if let below {
      message += "; did you mean '\(below).\(name)'?"
    } else if let near = nearName(to: name, among: names.map { $0.bytes.string }) {
      message += "; did you mean '\(near)'?"
    } else if !document.member(self_.node, key).isAbsent {
      message += "; use 'json.\(name)' for keys outside the model"
    } else {
      return BindingError(self_.objectType.model!.unknownField(name))
    }
    return BindingError(message)
  }
}

/// The prelude reads or writes this field, in Lua.
struct LeftToPrelude: Error {}

extension ScriptState {
  /// Whether a value of `owner` is an object with this key.
  private func has(_ value: Value, _ key: Bytes, in owner: UnsafeMutableRawPointer) -> Bool {
    switch value {
    case .object(let node): return !Document(address: owner).member(node, key).isAbsent
    case .foreign(let slot):
      var object: UnsafePointer<bl_object>?
      let isInTable = key.withMemoryRebound(to: CChar.self) { key in
        bl_slot_has(
          vm.raw, owner, slot, key.baseAddress, key.count, &object)
      }
      guard let other = object?.pointee, !other.objectType.isArray, other.objectType != .digits
      else { return isInTable }
      return !other.document.member(other.node, key).isAbsent
    default: return false
    }
  }
}

extension Document {
  /// The bytes of the line whose value is `root`.
  func line(of root: UInt32) -> Bytes? {
    lines.first { $0.problem == nil && $0.root == root }.map { bytes(of: $0) }
  }
}
