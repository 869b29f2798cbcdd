/// Writes values as JSON, for an encoder and its containers, which share it.
final class JSONWriter {
  // Allocated apart, as a stored property of a class would check exclusive access for each member.
  private let text: UnsafeMutablePointer<JSONText>

  init() {
    text = .allocate(capacity: 1)
    text.initialize(to: JSONText())
  }

  deinit {
    text.deinitialize(count: 1)
    text.deallocate()
  }

  /// The text so far.
  var bytes: [UInt8] { Array(text.pointee.bytes) }

  /// Writes a value; one that encodes nothing becomes an empty object. Throws an `EncodingError`
  /// for a number that JSON cannot represent, or the error of the value.
  func write<Value: Encodable>(_ value: Value) throws {
    // Comparing types is cheaper than casting, and free where the type is known.
    if Value.self == JSONValue.self { return try text.pointee.append(value as! JSONValue) }
    if Value.self == String.self { return text.pointee.append(value as! String) }
    if Value.self == Int.self { return text.pointee.append(Int64(value as! Int)) }
    if Value.self == Bool.self { return text.pointee.append(value as! Bool) }
    if Value.self == Double.self { return try text.pointee.append(value as! Double) }
    if Value.self == [String: JSONValue].self {  // sorted: a dictionary has no order of its own
      return try text.pointee.append(.object(JSONObject(value as! [String: JSONValue])))
    }
    if let value = value as? any JSONNumber { return try text.pointee.append(value) }
    let (start, depth) = text.pointee.position
    try value.encode(to: JSONEncoding(writer: self))
    text.pointee.close(to: depth)
    if text.pointee.position.count == start { text.pointee.appendEmptyObject() }
  }

  func writeNull() { text.pointee.appendNull() }

  /// Opens an object or array; returns its depth, from 1.
  func open(object: Bool) -> Int { text.pointee.open(object: object) }

  /// Begins an element, or the member `key`, of the open container at a depth, and closes the
  /// containers inside of it.
  func begin(_ key: String?, in depth: Int) { text.pointee.begin(key, in: depth) }
}
