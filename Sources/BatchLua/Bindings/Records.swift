internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// What a line may be taken as.
public enum RecordType: String, CaseIterable, Sendable {
  /// Requests and results, told apart by their keys.
  case detect
  case input = "BatchRequestInput"
  case output = "BatchRequestOutput"
  /// Any JSON objects, as plain JSON values; what is written is not checked.
  case json
}

extension Engine {
  /// The object type of a line, and where the value of its foretold field stands: one with
  /// `response` or `error` beside `custom_id` is a result, one with `body`, `url` or `method` a
  /// request.
  @inline(__always)
  func record(
    in line: Line, of document: Document, as type: RecordType? = nil
  ) -> (type: ObjectType, child: MemberPlace)? {
    guard document.isObject(line.root) else { return nil }
    switch type ?? options.recordType {
    case .input: return (.batchRequestInput, .absent)
    case .output: return (.batchRequestOutput, .absent)
    case .json: return (.object, .absent)
    case .detect: return tellType(of: line, in: document)
    }
  }

  @inline(__always)
  private func tellType(
    of line: Line, in document: Document
  ) -> (type: ObjectType, child: MemberPlace)? {
    let places = RecordKeys.places(of: line.root, in: document, line: line)
    if !places.customID.isAbsent && !(places.response.isAbsent && places.error.isAbsent) {
      return (.batchRequestOutput, places.response)
    }
    if places.body.isAbsent && places.url.isAbsent && places.method.isAbsent { return nil }
    return (.batchRequestInput, places.body)
  }

  /// Writes a record, or each element of a list of records, as transform may return one.
  func writeEach(
    _ value: bl_value, from source: String, to sink: RecordSink? = nil, as own: RecordType? = nil
  ) throws {
    let isTable = value.tag == BL_TABLE.rawValue && own != .json
    let count = isTable ? bl_list_count(vm.raw, value.integer) : -1
    if count < 0 { return try write(value, from: source, to: sink, as: own) }
    for index in 0..<count {
      try withElement(index + 1, of: value) { element in
        try write(element, from: source, to: sink, as: own)
      }
    }
  }

  /// Element `index` of a Lua list, from 1, for the time of `body`.
  func withElement(
    _ index: Int64, of list: bl_value, _ body: (bl_value) throws -> Void
  ) throws {
    var element = bl_value()
    guard bl_push_element(vm.raw, list.integer, index, &element) else {
      throw BindingError("there is no room on the Lua stack for the elements of a list")
    }
    defer { bl_pop_element(vm.raw) }
    try body(element)
  }

  /// Writes what a script returned or emitted; or what it gave to a writer, which may have a type
  /// of its own.
  func write(
    _ value: bl_value, from source: String, to sink: RecordSink? = nil, as own: RecordType? = nil
  ) throws {
    try willWrite()
    let isJSON = (own ?? options.recordType) == .json
    let sink = sink ?? output
    switch bl_tag(value.tag) {
    case BL_OBJECT:
      let type = value.object.pointee.objectType
      switch type {
      case .batchRequestInput where own == .output, .batchRequestOutput where own == .input: break
      case .batchRequestInput, .batchRequestOutput:
        return try write(value.object.pointee, own == .json ? .object : type, to: sink)
      case .object where isJSON, .array where own == .json, .digits where own == .json:
        return try write(value.object.pointee, .object, to: sink)
      default: break
      }
    case BL_TABLE where isJSON:
      return try sink.append(.object) { buffer throws(EncodeError) in
        try self.encode(tableAt: value.integer, into: &buffer)
      }
    case BL_STRING where own == .json, BL_INTEGER where own == .json, BL_NUMBER where own == .json,
      BL_BOOLEAN where own == .json, BL_NULL where own == .json:
      return try sink.append(.object) { buffer throws(EncodeError) in
        try buffer.append(scalar: value)
      }
    default: break
    }
    let hint =
      value.tag == BL_TABLE.rawValue
      ? "; make one with batch.BatchRequestInput{...}, or "
        + (source.hasPrefix("write")
          ? "open the writer with type = \"json\"" : "run with --type json")
      : ""
    let expected =
      switch own {
      case .json: "JSON values"
      case .input, .output: "\(own!.rawValue)s"
      default: isJSON ? "a JSON object or a list of them" : "a record or a list of records"
      }
    throw BindingError(
      "\(source) \(value.kindName); expected "
        + (source.hasPrefix("transform") ? "nothing, true, false, " : "") + expected + hint)
  }

  private func write(_ object: bl_object, _ type: ObjectType, to sink: RecordSink) throws {
    let document = object.document
    if let index = document.lineIndex(of: object.node) {
      return try write(document, document.lines[index], type, to: sink)
    }
    try sink.append(type, RecordPlace(document, object.node)) { buffer throws(EncodeError) in
      try self.encode(object, into: &buffer)
    }
  }

  /// Writes the record of a line, with the blanks around it.
  func write(
    _ document: Document, _ line: Line, _ type: ObjectType, to sink: RecordSink? = nil
  ) throws {
    let encoder = LuaEncoder(engine: self, owner: document.address)
    let place = RecordPlace(document, line)
    try (sink ?? output).append(type, place) { buffer throws(EncodeError) in
      try document.splice(line: line, into: &buffer, foreign: encoder)
    }
  }
}

extension ByteBuffer {
  fileprivate mutating func append(scalar value: bl_value) throws(EncodeError) {
    switch bl_tag(value.tag) {
    case BL_BOOLEAN: append(value.boolean ? "true" : "false")
    case BL_INTEGER: appendInteger(value.integer)
    case BL_NUMBER: try appendDouble(value.number)
    case BL_STRING: try appendString(value.bytes)
    default: append("null")
    }
  }
}

extension Document {
  /// The line whose value is node `root`.
  func lineIndex(of root: UInt32) -> Int? {
    lineIndex(around: root).flatMap { lines[$0].root == root ? $0 : nil }
  }

  /// The line whose value node `number` is, or is a part of.
  func lineIndex(around number: UInt32) -> Int? {
    let lines = lines
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].root <= number { low = middle + 1 } else { high = middle }
    }
    return lines[..<low].lastIndex { $0.isValid }
  }
}
