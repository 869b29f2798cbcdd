internal import BatchModel

/// A string-valued type of the model: an open set whose known values have names.
package struct NamedStrings: Sendable {
  package let name: String
  package let documentation: String
  /// In the documented order.
  package let values: [(name: String, value: String)]

  /// Lua code that shows the values; run by the tests.
  package var example: String {
    """
    assert(batch.\(name).\(values[0].name) == "\(values[0].value)")
    assert(#batch.\(name).values == \(values.count))
    """
  }

  package static let all: [NamedStrings] = [
    .endpoint, .completionWindow, .status, .requestInputMethod,
  ]

  static let endpoint = NamedStrings(
    name: "BatchEndpoint", documentation: "An endpoint that takes batches.",
    values: BatchEndpoint.values.map { (name(ofPath: $0.rawValue), $0.rawValue) })

  static let completionWindow = NamedStrings(
    name: "BatchCompletionWindow", documentation: "The time in which a batch is to be done.",
    values: BatchCompletionWindow.values.map { ("w" + $0.rawValue, $0.rawValue) })

  static let status = NamedStrings(
    name: "BatchStatus", documentation: "What is happening with a batch.",
    values: BatchStatus.values.map { ($0.rawValue, $0.rawValue) })

  static let requestInputMethod = NamedStrings(
    name: "BatchRequestInputMethod", documentation: "The HTTP method of a request.",
    values: BatchRequestInputMethod.values.map { ($0.rawValue, $0.rawValue) })

  /// "/v1/chat/completions" is `chat_completions`.
  private static func name(ofPath path: String) -> String {
    let slash = UInt8(ascii: "/")
    let name = path.utf8.dropFirst("/v1/".utf8.count).map { $0 == slash ? UInt8(ascii: "_") : $0 }
    return String(decoding: name, as: UTF8.self)
  }
}
