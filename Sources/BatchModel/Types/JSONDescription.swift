// Values are shown as JSON, in messages and in `print`.

extension JSONValue: CustomStringConvertible {
  /// The value as JSON on one line; what has no JSON form, such as an infinite number, is "no JSON".
  public var description: String {
    (try? encoded()).map { String(decoding: $0, as: UTF8.self) } ?? "no JSON"
  }
}

extension JSONObject: CustomStringConvertible {
  /// The object as JSON on one line.
  public var description: String { JSONValue.object(self).description }
}
