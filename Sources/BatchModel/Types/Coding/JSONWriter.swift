/// Writes values as JSON, for an encoder and its containers, which share it.
final class JSONWriter {
  // In memory of its own: it is accessed for each member, and a class would check each access for
  // exclusivity.
  private let text: UnsafeMutablePointer<JSONText>

  init() {
    text = .allocate(capacity: 1)
    text.initialize(to: JSONText())
  }

  deinit {
    text.deinitialize(count: 1)
    text.deallocate()
  }

  /// What was written so far.
  var bytes: [UInt8] { Array(text.pointee.bytes) }

  /// Writes a value; one that writes nothing of its own is an empty object. Throws an `EncodingError`
  /// for a number that has no JSON form, and what the value throws.
  func write<Value: Encodable>(_ value: Value) throws {
    // Types are compared rather than cast to: that costs nothing where the type is known, and little
    // elsewhere.
    if Value.self == JSONValue.self { return try text.pointee.append(value as! JSONValue) }
    if Value.self == String.self { return text.pointee.append(value as! String) }
    if Value.self == Int.self { return text.pointee.append(Int64(value as! Int)) }
    if Value.self == Bool.self { return text.pointee.append(value as! Bool) }
    if Value.self == Double.self { return try text.pointee.append(value as! Double) }
    if let value = value as? any JSONNumber { return try text.pointee.append(value) }
    let (start, depth) = text.pointee.position
    try value.encode(to: JSONEncoding(writer: self))
    text.pointee.close(to: depth)
    if text.pointee.position.count == start { text.pointee.appendEmptyObject() }
  }

  func writeNull() { text.pointee.appendNull() }

  /// Begins an object or an array. The result is where it is among those that are open.
  func open(object: Bool) -> Int { text.pointee.open(object: object) }

  /// What is written next is an element, or under this key, of a container; those in it end.
  func begin(_ key: String?, in depth: Int) { text.pointee.begin(key, in: depth) }
}
