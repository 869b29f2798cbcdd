internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// Defines the functions and values of the host in a state.
extension ScriptState {
  /// Defines them. To be called before the script is loaded. Throws for a value without a JSON
  /// form.
  func defineHost() throws {
    for (index, function) in options.hostFunctions.enumerated() {
      let number = UInt32(firstOfHost + index)
      guard let dot = function.name.firstIndex(of: ".") else {
        try vm.addFunction(number, function.name, in: "_G")
        continue
      }
      let rest = function.name[function.name.index(after: dot)...]
      try vm.addFunction(number, String(rest), in: String(function.name[..<dot]))
    }
    for (name, value) in options.hostValues.sorted(by: { $0.key < $1.key }) {
      let value = try self.value(of: value)
      if value.tag == BL_NEW_OWNER.rawValue, let document = value.made.owner {
        unchangeable.insert(document)
        hot.pointee.hasUnchangeable = true
      }
      try vm.set(name, in: nil, to: value)
    }
  }

  /// The number of the first function of the host, after those of the prelude.
  var firstOfHost: Int {
    functions.all.count + 2 * ModelType.all.count + functions.ofPrelude.count + 1
  }

  func value(of result: borrowing ScriptResult) throws -> bl_value {
    switch result.content {
    case .bytes(let bytes): scratchText(bytes)
    case .value(let value): try value.map(self.value(of:)) ?? bl_value()
    }
  }

  /// The value for Lua: arrays and objects are those that `json.decode` returns.
  func value(of json: JSONValue) throws -> bl_value {
    var value = bl_value()
    switch json {
    case .null: value.tag = BL_NULL.rawValue
    case .bool(let flag): value = bl_value(boolean: flag)
    case .int(let number): value = bl_value(integer: Int(number))
    case .double(let number):
      value.tag = BL_NUMBER.rawValue
      value.number = number
    case .string(let text): value = scratchText(text)
    case .uint, .number: value.set(.digits, rootOf: try load(text(of: json)))
    case .array: value.set(.array, rootOf: try load(text(of: json)))
    case .object: value.set(.object, rootOf: try load(text(of: json)))
    }
    return value
  }

  private func text(of json: JSONValue) throws -> String {
    do {
      return String(decoding: try json.encoded(), as: UTF8.self)
    } catch {
      throw BindingError("the host gave a value that has no JSON form")
    }
  }

  /// Appends the JSON text of a Lua value to the scratch text.
  func appendJSON(_ value: bl_value) throws {
    switch bl_tag(value.tag) {
    case BL_TABLE: try encode(tableAt: value.integer, into: &hot.pointee.scratch)
    case BL_OBJECT: try encode(value.object.pointee, into: &hot.pointee.scratch)
    case BL_NULL: hot.pointee.scratch.append("null")
    case BL_BOOLEAN: hot.pointee.scratch.append(value.boolean ? "true" : "false")
    case BL_INTEGER: hot.pointee.scratch.appendInteger(value.integer)
    case BL_NUMBER: try hot.pointee.scratch.appendDouble(value.number)
    case BL_STRING: try hot.pointee.scratch.appendString(value.bytes)
    default: throw BindingError("\(value.kindName) has no JSON form")
    }
  }

  /// Stores the result of `finish` as JSON, or the reason why it has no JSON form.
  func takeResult(_ value: bl_value) {
    hot.pointee.scratch.count = 0
    do {
      try appendJSON(value)
      result = Array(hot.pointee.scratch.elements)
    } catch {
      let text = (error as? EncodeError)?.text ?? (error as? BindingError)?.message ?? "\(error)"
      resultProblem = text
    }
  }

  /// Throws if the object belongs to a value of the host, which scripts cannot change.
  func checkWritable(_ object: bl_object) throws(BindingError) {
    guard let owner = object.owner, unchangeable.contains(owner) else { return }
    throw BindingError(
      "a value of the program that runs the script cannot be changed; json.copy gives one that can")
  }
}

extension ScriptState {
  /// Passes printed text to `onPrint`, or to the world of the run.
  func print(_ text: UnsafeRawBufferPointer) {
    guard let onPrint = options.onPrint else { return options.world.print(text) }
    onPrint(String(decoding: text, as: UTF8.self))
  }
}
