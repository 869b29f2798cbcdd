internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

extension ScriptState {

  /// Writes a record, or each element of a list of records. `source` is the start of messages,
  /// such as "transform returned".
  func writeEach(
    _ value: bl_value, from source: String, to sink: CheckedLines, as accepted: Accepted
  ) throws {
    let isNothing = value.tag == BL_TABLE.rawValue && bl_is_nothing(vm.raw, value.integer)
    let isOne = accepted.contains(.values) || isNothing && accepted.contains(.emptyRows)
    if isNothing && !isOne && accepted.contains(.objects) { emptyLists += 1 }
    let isDone =
      try !isOne && eachElement(of: value) { try write($0, from: source, to: sink, as: accepted) }
    if !isDone { try write(value, from: source, to: sink, as: accepted) }
  }

  private static let returned = "transform returned"

  /// Accepts a result of transform. If possible, it is written with the chunk, like a record that
  /// was changed in place.
  func take(returned value: bl_value) throws {
    hot.pointee.hasActed = true
    if value.tag == BL_OBJECT.rawValue, value.object.pointee.objectType.isArray {
      return try eachElement(of: value.object.pointee) { try take(one: $0) }
    }
    try take(one: value)
  }

  private func take(one value: bl_value) throws {
    if hot.pointee.chunk == nil || mustWriteNow {
      try willWrite()
      return try write(value, from: Self.returned, to: output, as: accepted)
    }
    if value.tag == BL_OBJECT.rawValue, let line = waitingLine(value.object.pointee),
      let type = accepted.lineType(of: value.object.pointee.objectType)
    {
      let object = value.object.pointee
      try freeze(object.document, object.node)
      object.document.noteWaiting(line: line)
      return waiting.append(line: line, type)
    }
    try write(value, from: Self.returned, to: nil, as: accepted)
  }

  /// The line of an object that is the current record or a copy of it; nil for other objects.
  private func waitingLine(_ object: bl_object) -> Int? {
    let type = object.objectType
    guard object.owner == hot.pointee.chunk,
      type == .batchRequestInput || type == .batchRequestOutput,
      let line = object.document.lineIndex(of: object.node)
    else { return nil }
    let document = object.document
    let source = document.lines[document.source(ofLine: line)].root
    return source == hot.pointee.recordNodes.lowerBound ? line : nil
  }

  /// Writes a value that a script returned, emitted or passed to a writer. Without a sink, it is
  /// written with the chunk.
  func write(
    _ value: bl_value, from source: String, to sink: CheckedLines?, as accepted: Accepted
  ) throws {
    switch bl_tag(value.tag) {
    case BL_OBJECT:
      if let type = accepted.lineType(of: value.object.pointee.objectType) {
        return try write(value.object.pointee, type, to: sink)
      }
    case BL_TABLE where accepted.contains(.objects):
      return try append(.object, to: sink) { buffer throws(EncodeError) in
        try self.encode(tableAt: value.integer, into: &buffer)
      }
    case BL_STRING where !accepted.isDisjoint(with: [.values, .strings]),
      BL_INTEGER where accepted.contains(.values), BL_NUMBER where accepted.contains(.values),
      BL_BOOLEAN where accepted.contains(.values), BL_NULL where accepted.contains(.values):
      return try append(.object, to: sink) { buffer throws(EncodeError) in
        try buffer.append(scalar: value)
      }
    default: break
    }
    // As the only result these values keep or drop the record; here they are among other values.
    if source == Self.returned, [BL_BOOLEAN, BL_NIL].contains(bl_tag(value.tag)) {
      throw BindingError(
        "\(source) \(value.kindName) in a list or beside other values, each of which is written: "
          + "there it takes \(accepted.expectation)")
    }
    throw BindingError(
      "\(source) \(value.kindName); expected "
        + (source == Self.returned ? "nothing, true, false, " : "") + accepted.expectation
        + remedy(for: value, source, accepted))
  }

  private func remedy(for value: bl_value, _ source: String, _ accepted: Accepted) -> String {
    let isWriter = source.hasPrefix("write")
    func form(_ name: String) -> String {
      isWriter
        ? "open the writer with to = \"\(name)\"" : "run with \(options.names(.outputForm, name))"
    }
    switch bl_tag(value.tag) {
    case BL_TABLE where accepted.contains(.strings), BL_OBJECT where accepted.contains(.strings):
      return "; json.encode makes one of a value, or \(form("json"))"
    case BL_TABLE where !accepted.contains(.objects), BL_OBJECT where !accepted.contains(.objects):
      return "; make one with batch.BatchRequestInput{...}, or \(form("json"))"
    case BL_STRING: return "; to write strings, a line each, \(form("text"))"
    default: return ""
    }
  }

  private func append(
    _ type: ObjectType, _ record: RecordLocation? = nil, to sink: CheckedLines?,
    _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws {
    if let sink { try sink.append(type, record, encode) } else { try waiting.append(type, encode) }
  }

  private func write(_ object: bl_object, _ type: ObjectType, to sink: CheckedLines?) throws {
    let document = object.document
    if let index = document.lineIndex(of: object.node) {
      return try write(document, document.lines[index], type, to: sink)
    }
    let record = RecordLocation(document, object.node)
    try append(type, record, to: sink) { buffer throws(EncodeError) in
      try self.encode(object, into: &buffer)
    }
  }

  /// Writes the record of a line, with the white space around it.
  func write(
    _ document: Document, _ line: Line, _ type: ObjectType, to sink: CheckedLines?
  ) throws {
    let encoder = LuaEncoder(state: self, owner: document.address)
    try append(type, RecordLocation(document, line), to: sink) { buffer throws(EncodeError) in
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
  /// The index of the line whose value is the node `root`; nil if there is none.
  func lineIndex(of root: UInt32) -> Int? {
    lineIndex(around: root).flatMap { lines[$0].root == root ? $0 : nil }
  }

  /// The index of the line whose value is or contains the node `number`.
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
