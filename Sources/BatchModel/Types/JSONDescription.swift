// Values are described as JSON, in messages and by `print`.

extension JSONValue: CustomStringConvertible {
  /// The value as JSON on one line; "no JSON" if it has no JSON form, such as an infinite number.
  public var description: String {
    (try? encoded()).map { String(decoding: $0, as: UTF8.self) } ?? "no JSON"
  }
}

extension JSONObject: CustomStringConvertible {
  /// The object as JSON on one line.
  public var description: String { JSONValue.object(self).description }
}
