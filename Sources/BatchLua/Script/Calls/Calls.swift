internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// The functions that scripts call.
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

  /// The record a method was called on.
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
    hot.pointee.kept.count = 0
    try encode(object, into: &hot.pointee.kept)
    call.return(kept)
  }

  /// `json.encode(value, isPretty)`.
  func encodeValue(_ call: inout bl_call) throws {
    let value = call.argument(1)
    let pretty = call.argument(2)
    let isPretty = pretty.tag == BL_BOOLEAN.rawValue && pretty.boolean
    hot.pointee.kept.count = 0
    if value.tag == BL_NIL.rawValue {
      throw BindingError("json.encode takes a JSON value, got nil; use json.null")
    }
    try appendJSON(value)
    if isPretty { hot.pointee.kept.prettyJSON() }
    call.return(kept)
  }

  /// A document with one text. Line ends between its values become blanks, so that it can be
  /// written as a line.
  func load(_ text: String) throws -> Document {
    var text = text
    return try text.withUTF8 { try load($0) }
  }

  func load(_ text: Bytes) throws -> Document {
    let document = makeDocument(isSmall: true)
    do throws(SyntaxError) {
      try document.load(text, with: indexer)
    } catch {
      // No pcall goes on after that.
      if error.isShortOfMemory { RefusedMemory.end(text.count) }
      takeBack(document)
      throw error
    }
    return try finish(document)
  }

  /// Counts what a new document holds, and makes blanks of its line ends.
  func finish(_ document: Document) throws -> Document {
    do {
      try document.countText()
    } catch {
      takeBack(document)
      throw error
    }
    document.blankLineEnds()
    return document
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
      if case .string(let text) = value { result = keep(text) }
      takeBack(document)
      call.return(result)
    }
  }

  private func decodeRecord(_ model: ModelType, _ call: inout bl_call) throws {
    let document = try loadArgument(&call, "batch.\(model.name).decode")
    guard document.node(0).kind == .object else {
      let found = document.value(0).description
      takeBack(document)
      throw BindingError("batch.\(model.name).decode: expected a JSON object, got \(found)")
    }
    call.result(model.type, rootOf: document)
  }

  func hash(_ call: inout bl_call, _ name: String) throws {
    let hash = Hash128(try bytes(call, name))
    hot.pointee.kept.count = 0
    hot.pointee.kept.append(hash)
    call.return(kept)
  }

  /// The first argument, which must be a string.
  func bytes(_ call: bl_call, _ name: String) throws -> Bytes {
    let value = call.argument(1)
    guard value.tag == BL_STRING.rawValue else {
      throw BindingError("\(name) takes a string, got \(value.kindName)")
    }
    return value.bytes
  }

  private func loadArgument(_ call: inout bl_call, _ name: String) throws -> Document {
    let text = try bytes(call, name)
    do {
      return try load(text)
    } catch let error as SyntaxError {
      throw BindingError("\(name): \(error)")
    }
  }

  // MARK: Questions

  func jsonType(_ call: bl_call) -> String? {
    let value = call.argument(1)
    return switch bl_tag(value.tag) {
    case BL_NULL: "null"
    case BL_BOOLEAN: "boolean"
    case BL_INTEGER, BL_NUMBER: "number"
    case BL_STRING: "string"
    case BL_TABLE: bl_table_is_array(vm.raw, value.integer) ? "array" : "object"
    case BL_OBJECT:
      switch value.object.pointee.objectType {
      case .array, .batchList, .batchErrorList: "array"
      case .digits: "number"
      case .object: "object"
      default: nil
      }
    default: nil
    }
  }

  func has(_ call: bl_call) throws -> Bool {
    let container = call.argument(1)
    let key = call.argument(2)
    switch bl_tag(container.tag) {
    case BL_OBJECT:
      let object = container.object.pointee
      switch (object.objectType, bl_tag(key.tag)) {
      case (let type, BL_INTEGER) where type.isArray:
        return !object.document.element(object.node, Int(key.integer) &- 1).isAbsent
      case (.digits, _): return false
      case (let type, _) where type.isArray: return false
      case (_, BL_STRING): return !object.document.member(object.node, key.bytes).isAbsent
      default: return false
      }
    case BL_TABLE: return bl_table_has(vm.raw, container.integer, 2)
    default: throw BindingError("json.has takes an object and a key, got \(container.kindName)")
    }
  }

  func log(_ level: String, _ text: bl_value) {
    hasLogged = true
    let text = Escapes.text(of: text.bytes)
    vm.paused { options.onLog(level, text, surroundings?.current?.position) }
  }

  /// The compact JSON text of a table, cut as that of `tostring(value)` is.
  func text(ofTableAt position: Int64) throws(EncodeError) -> bl_value {
    hot.pointee.kept.count = 0
    try encode(tableAt: position, into: &hot.pointee.kept)
    hot.pointee.kept.compactJSON(limit: Self.longestText)
    return kept
  }

  private static let longestText = 200

  /// `tostring(value)`: compact JSON, cut at 200 bytes; a record's type first.
  func text(of object: bl_object) -> bl_value {
    hot.pointee.kept.count = 0
    do {
      try encode(object, into: &hot.pointee.kept)
    } catch {
      return keep("\(object.objectType.name) that cannot be written: \(error.message)")
    }
    let limit = object.objectType == .digits ? Int.max : Self.longestText
    hot.pointee.kept.compactJSON(limit: limit)
    if !object.objectType.isJSON {
      let text = Bytes(start: hot.pointee.kept.base, count: hot.pointee.kept.count).string
      return keep("\(object.objectType.name) \(text)")
    }
    return kept
  }
}

extension bl_call {
  /// The argument at a position counted from 1; nil beyond the last.
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
