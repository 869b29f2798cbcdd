/// A text for people, in lines. Interpolated names, ids, codes and other data are escaped: they can
/// neither begin a line nor control a terminal.
///
///     MessageText("cannot open \(path): \(reason)")
package struct MessageText: Sendable, Hashable, ExpressibleByStringInterpolation {
  package private(set) var text: String

  package init(stringLiteral text: String) { self.text = text }

  /// Text of another process; everything but line ends and tabs is escaped.
  package init(lines text: String) { self.text = Escapes.lines(text) }

  /// Text whose parts are escaped, with colour codes between them.
  init(trusted text: String) { self.text = text }

  package init(_ message: MessageText) { self = message }

  package init(stringInterpolation parts: StringInterpolation) { text = parts.text }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ message: MessageText) { text += message.text }

    package mutating func appendInterpolation(_ error: RunError) { text += error.description }

    /// At most `limit` characters of `data`, then an ellipsis.
    package mutating func appendInterpolation(_ data: String, limit: Int = .max) {
      text += Escapes.data(data, limit: limit)
    }

    /// At most `limit` characters of a line of a script, without escaping tabs.
    mutating func appendInterpolation(code: String, limit: Int) {
      text += Escapes.data(code, limit: limit, keepsTabs: true)
    }

    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      text += String(number)
    }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += Escapes.data(value.description)
    }

    package mutating func appendInterpolation(_ error: any Error) {
      if let error = error as? RunError { return appendInterpolation(error) }
      text += Escapes.data("\(error)")
    }
  }

  package static func + (left: MessageText, right: MessageText) -> MessageText {
    "\(left)\(right)"
  }

  package static func += (left: inout MessageText, right: MessageText) { left.text += right.text }
}

extension Sequence<MessageText> {
  package func joined(separator: MessageText = "") -> MessageText {
    var all: MessageText = ""
    for (number, text) in enumerated() { all += number == 0 ? text : separator + text }
    return all
  }
}
