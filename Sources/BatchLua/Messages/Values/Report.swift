internal import LazyJSON

/// A value in a report for programs. Members are ordered.
indirect enum Report {
  case null
  case boolean(Bool)
  case integer(Int)
  case double(Double)
  case string(String)
  case list([Report])
  case object([(String, Report)])

  static func string(_ text: String?) -> Report { text.map { .string($0) } ?? .null }
  static func integer(_ number: Int?) -> Report { number.map { .integer($0) } ?? .null }

  /// As JSON on one line.
  func append(to buffer: inout ByteBuffer) {
    switch self {
    case .null: buffer.append("null")
    case .boolean(let flag): buffer.append(flag ? "true" : "false")
    case .integer(let number): buffer.appendInteger(Int64(number))
    case .double(let number):
      do { try buffer.appendDouble(number) } catch { buffer.append("null") }
    case .string(let text): Self.append(text, to: &buffer)
    case .list(let elements):
      buffer.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { buffer.append(",") }
        element.append(to: &buffer)
      }
      buffer.append("]")
    case .object(let members):
      buffer.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { buffer.append(",") }
        Self.append(member.0, to: &buffer)
        buffer.append(":")
        member.1.append(to: &buffer)
      }
      buffer.append("}")
    }
  }

  /// Also escapes characters with effects on a terminal, because reports are shown there.
  private static func append(_ text: String, to buffer: inout ByteBuffer) {
    func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value >= 0x7F && Escapes.isUnsafe(scalar.value)
    }
    var text = text
    if !text.unicodeScalars.contains(where: isUnsafe) {
      return text.withUTF8 { buffer.appendQuoted($0) }
    }
    var quoted = ByteBuffer()
    text.withUTF8 { quoted.appendQuoted($0) }
    for scalar in quoted.elements.string.unicodeScalars {
      guard isUnsafe(scalar) else {
        buffer.appendText(String(scalar))
        continue
      }
      buffer.appendText(Escapes.json(UInt16(scalar.value)))  // all of them have four digits
    }
  }

  /// The text of it, with a line end.
  var line: String {
    var buffer = ByteBuffer()
    append(to: &buffer)
    buffer.append(0x0A)
    return buffer.elements.string
  }
}
