/// Reading strings and numbers from their bytes.
extension Document {
  /// The decoded text of a string node. Without escapes it is a part of the text; else it is in
  /// scratch memory, valid until the next call that reads a string.
  package func string(_ number: UInt32) -> Bytes {
    let inner = inside(number)
    guard node(number).isEscaped else { return inner }
    storage.pointee.scratch.count = 0
    storage.pointee.scratch.appendUnescaped(inner)
    return Bytes(start: storage.pointee.scratch.base, count: storage.pointee.scratch.count)
  }

  /// The bytes of a string node between its quotes.
  @inline(__always)
  package func inside(_ number: UInt32) -> Bytes { inside(node(number)) }

  @inline(__always)
  func inside(_ node: Node) -> Bytes {
    Bytes(
      start: storage.pointee.text.base + Int(node.start) + 1,
      count: Int(node.end &- node.start) &- 2)
  }

  /// The value of a number node: an integer if it is written as one and fits in 64 bits; a double
  /// if it has a fraction or an exponent, or is `-0`, and is finite; else the node.
  package func number(_ number: UInt32) -> Value {
    let text = bytes(of: number)
    if node(number).kind == .integer {
      return integer(text) ?? .number(number)
    }
    let value = Self.double(text)
    return value.isFinite ? .double(value) : .number(number)
  }

  private func integer(_ text: Bytes) -> Value? {
    let negative = text[0] == UInt8(ascii: "-")
    if negative && text.count == 2 && text[1] == UInt8(ascii: "0") { return .double(-0.0) }
    var value: Int64 = 0
    for i in (negative ? 1 : 0)..<text.count {
      let digit = Int64(text[i] &- 0x30)
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, low) =
        negative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if high || low { return nil }
      value = sum
    }
    return .integer(value)
  }

  /// The nearest double of a JSON number, in any locale; infinite if it is too large.
  package static func double(_ text: Bytes) -> Double {
    var mantissa: Int64 = 0
    var digits = 0
    var scale = 0
    var at = text[0] == UInt8(ascii: "-") ? 1 : 0
    var fraction = false
    while at < text.count {
      let c = text[at]
      if c == UInt8(ascii: ".") {
        fraction = true
      } else if c &- 0x30 < 10 {
        mantissa = mantissa &* 10 &+ Int64(c &- 0x30)
        digits += 1
        if fraction { scale += 1 }
      } else {
        break
      }
      at += 1
    }
    // Both operands exact, hence one correctly rounded division (Clinger's fast path).
    if at == text.count && digits <= 15 {
      let value = Double(mantissa) / powersOfTen[scale]
      return text[0] == UInt8(ascii: "-") ? -value : value
    }
    return Double(String(decoding: text, as: UTF8.self))!
  }
}

extension Document {
  /// Whether an entry has a string of the text with an unpaired surrogate. Assigning the decoded
  /// string to it is a change.
  @inline(__always)
  func isUnpaired(_ entry: Entry) -> Bool { entry.tag == .node && node(entry.node).isUnpaired }

  /// The first string or key in a value with an unpaired surrogate in the text; nil if there is
  /// none.
  package func unpairedString(in number: UInt32) -> UInt32? {
    guard storage.pointee.tables.hasUnpaired else { return nil }
    return (number..<node(number).next).first { node($0).kind == .string && node($0).isUnpaired }
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
