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
  /// The object type of a line: one with `response` or `error` beside `custom_id` is a result, one
  /// with `body`, `url` or `method` a request.
  func recordType(of root: UInt32, in document: Document) -> ObjectType? {
    guard document.node(root).kind == .object else { return nil }
    switch options.recordType {
    case .input: return .batchRequestInput
    case .output: return .batchRequestOutput
    case .json: return .object
    case .detect: break
    }
    return withUnsafeTemporaryAllocation(of: MemberPlace.self, capacity: 6) { places in
      document.find(root, Self.tellingKeys, places.baseAddress!)
      let isResult = !places[0].isAbsent && !(places[1].isAbsent && places[2].isAbsent)
      if isResult { return .batchRequestOutput }
      let isRequest = !(places[3].isAbsent && places[4].isAbsent && places[5].isAbsent)
      return isRequest ? .batchRequestInput : nil
    }
  }

  private static let tellingKeys = MemberKeys(
    "custom_id", "response", "error", "body", "url", "method")

  /// Writes what a script returned or emitted.
  func write(_ value: bl_value, from source: String) throws {
    let isJSON = options.recordType == .json
    switch bl_tag(value.tag) {
    case BL_OBJECT:
      let object = value.object.pointee
      switch object.objectType {
      case .batchRequestInput, .batchRequestOutput: return try write(object)
      case .object where isJSON: return try write(object)
      default: break
      }
    case BL_TABLE where isJSON:
      return try output.append(.object) { buffer throws(EncodeError) in
        try self.encode(tableAt: value.integer, into: &buffer)
      }
    default: break
    }
    let hint =
      value.tag == BL_TABLE.rawValue
      ? "; make one with batch.BatchRequestInput{...}, or run with --type json" : ""
    throw BindingError(
      "\(source) \(value.kindName); expected "
        + (source.hasPrefix("transform") ? "nothing, true, false, " : "")
        + (isJSON ? "a JSON object or a list of them" : "a record or a list of records") + hint)
  }

  private func write(_ object: bl_object) throws {
    let document = object.document
    if let index = document.lineIndex(of: object.node) {
      return try write(document, document.lines[index], object.objectType)
    }
    try output.append(object.objectType, document, object.node) { buffer throws(EncodeError) in
      try self.encode(object, into: &buffer)
    }
  }

  /// Writes the record of a line, with the blanks around it.
  func write(_ document: Document, _ line: Line, _ type: ObjectType) throws {
    let encoder = LuaEncoder(engine: self, owner: document.address)
    try output.append(type, document, line.root) { buffer throws(EncodeError) in
      try document.splice(line: line, into: &buffer, foreign: encoder)
    }
  }
}

extension Document {
  /// The line whose value is node `root`.
  func lineIndex(of root: UInt32) -> Int? {
    let lines = lines
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].root < root { low = middle + 1 } else { high = middle }
    }
    while low < lines.count, lines[low].root == root {
      if lines[low].problem == nil { return low }
      low += 1
    }
    return nil
  }
}
