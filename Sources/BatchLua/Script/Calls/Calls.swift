internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// Dispatches the calls of scripts to functions by their numbers, and implements those for texts
/// and logs.
extension ScriptState {
  func call(_ number: UInt32, _ call: inout bl_call) throws {
    if number == 0 { return takeResult(call.argument(1)) }
    let index = Int(number) - 1
    let common = functions.all.count
    if index < common {
      return try functions.all[index].body!(self, &call)
    }
    let (type, which) = (index - common).quotientAndRemainder(dividingBy: 2)
    if type >= ModelType.all.count {
      let number = index - common - 2 * ModelType.all.count
      let ofPrelude = functions.ofPrelude.count
      if number >= ofPrelude {
        return try options.hostFunctions[number - ofPrelude].body(self, &call)
      }
      return try functions.ofPrelude[number].body!(self, &call)
    }
    let model = ModelType.all[type]
    if which == 0 {
      call.result(model.type, rootOf: try load(self.model(of: model.type).template))
    } else {
      try decodeRecord(model, &call)
    }
  }

  /// The record on which a method was called. Throws a `BindingError` for any other value.
  func record(_ call: bl_call, _ method: String) throws -> bl_object {
    let value = call.argument(1)
    if value.tag == BL_OBJECT.rawValue,
      ModelType.methods[Int(value.object.pointee.type)].contains(method)
    {
      return value.object.pointee
    }
    throw BindingError("'\(method)' is a method: call it with a colon, record:\(method)()")
  }

  // MARK: Texts

  func encode(_ object: bl_object, _ call: inout bl_call) throws {
    hot.pointee.scratch.count = 0
    try encode(object, into: &hot.pointee.scratch)
    call.return(scratchValue)
  }

  /// `json.encode(value, isPretty)`.
  func encodeValue(_ call: inout bl_call) throws {
    let value = call.argument(1)
    let pretty = call.argument(2)
    let isPretty = pretty.tag == BL_BOOLEAN.rawValue && pretty.boolean
    hot.pointee.scratch.count = 0
    if value.tag == BL_NIL.rawValue {
      throw BindingError("json.encode takes a JSON value, got nil; use json.null")
    }
    try appendJSON(value)
    if isPretty { hot.pointee.scratch.prettyJSON() }
    call.return(scratchValue)
  }

  func decode(_ call: inout bl_call) throws {
    let document = try loadArgument(&call, "json.decode")
    let value = document.value(0)
    switch value {
    case .array: call.result(.array, rootOf: document)
    case .object: call.result(.object, rootOf: document)
    case .number: call.result(.digits, rootOf: document)
    default:
      var result = bl_value()
      result.set(value, nullAs: BL_NULL)
      if case .string(let text) = value { result = scratchText(text) }
      documents.takeBack(document)
      call.return(result)
    }
  }

  private func decodeRecord(_ model: ModelType, _ call: inout bl_call) throws {
    let document = try loadArgument(&call, "batch.\(model.name).decode")
    guard document.node(0).kind == .object else {
      let found = document.value(0).description
      documents.takeBack(document)
      throw BindingError("batch.\(model.name).decode: expected a JSON object, got \(found)")
    }
    call.result(model.type, rootOf: document)
  }

  func hash(_ call: inout bl_call, _ name: String) throws {
    let hash = Hash128(try bytes(call, name))
    hot.pointee.scratch.count = 0
    hot.pointee.scratch.append(hash)
    call.return(scratchValue)
  }

  /// The bytes of the first argument. Throws a `BindingError` if it is not a string; `name` is
  /// that of the function.
  func bytes(_ call: bl_call, _ name: String) throws -> Bytes {
    let value = call.argument(1)
    guard value.tag == BL_STRING.rawValue else {
      throw BindingError("\(name) takes a string, got \(value.kindName)")
    }
    return value.bytes
  }

  // MARK: Log and tostring

  func log(_ level: String, _ text: bl_value) {
    hasLogged = true
    let text = Escapes.text(of: text.bytes)
    vm.paused { options.onLog(level, text, runner?.current?.position) }
  }

  /// The compact JSON text of the table at a position of the Lua stack, cut like that of
  /// `tostring(value)`.
  func text(ofTableAt position: Int64) throws(EncodeError) -> bl_value {
    hot.pointee.scratch.count = 0
    try encode(tableAt: position, into: &hot.pointee.scratch)
    hot.pointee.scratch.compactJSON(limit: Self.longestText)
    return scratchValue
  }

  private static let longestText = 200

  /// `tostring(value)`: compact JSON, cut at 200 bytes; for a record with its type before it.
  func text(of object: bl_object) -> bl_value {
    hot.pointee.scratch.count = 0
    do {
      try encode(object, into: &hot.pointee.scratch)
    } catch {
      return scratchText("\(object.objectType.name) that cannot be written: \(error.message)")
    }
    let limit = object.objectType == .digits ? Int.max : Self.longestText
    hot.pointee.scratch.compactJSON(limit: limit)
    if !object.objectType.isJSON {
      let text = Bytes(start: hot.pointee.scratch.base, count: hot.pointee.scratch.count).string
      return scratchText("\(object.objectType.name) \(text)")
    }
    return scratchValue
  }
}
