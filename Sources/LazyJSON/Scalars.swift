internal import Glibc

/// Reading strings and numbers from their bytes.
extension Document {
  /// The decoded text of a string node. Without escapes it is a part of the document; else it
  /// stands in the scratch memory, valid until the next call. Lone surrogates (`\ud800` without
  /// its half, which RFC 8259 section 8.2 allows) become U+FFFD.
  package func string(_ number: UInt32) -> Bytes {
    let node = node(number)
    let quoted = bytes(of: number)
    let inner = Bytes(rebasing: quoted[1..<quoted.count - 1])
    return node.isEscaped ? unescape(inner) : inner
  }

  private func unescape(_ text: Bytes) -> Bytes {
    storage.pointee.scratch.count = 0
    storage.pointee.scratch.reserve(text.count)
    var at = 0
    while at < text.count {
      let byte = text[at]
      guard byte == 0x5C else {
        storage.pointee.scratch.append(byte)
        at += 1
        continue
      }
      switch text[at + 1] {
      case UInt8(ascii: "b"): storage.pointee.scratch.append(8)
      case UInt8(ascii: "f"): storage.pointee.scratch.append(12)
      case UInt8(ascii: "n"): storage.pointee.scratch.append(10)
      case UInt8(ascii: "r"): storage.pointee.scratch.append(13)
      case UInt8(ascii: "t"): storage.pointee.scratch.append(9)
      case UInt8(ascii: "u"):
        at += appendUnicode(text, at)
        continue
      case let other: storage.pointee.scratch.append(other)
      }
      at += 2
    }
    return Bytes(start: storage.pointee.scratch.base, count: storage.pointee.scratch.count)
  }

  /// Decodes the `\uXXXX` at `at`, with the second half of a pair when there is one; returns how
  /// many bytes it took.
  private func appendUnicode(_ text: Bytes, _ at: Int) -> Int {
    func unit(_ from: Int) -> UInt32 {
      var value: UInt32 = 0
      for i in from..<from + 4 {
        let c = UInt32(text[i])
        value = value << 4 | (c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57)
      }
      return value
    }
    var code = unit(at + 2)
    var taken = 6
    if code & 0xFC00 == 0xD800, at + 12 <= text.count, text[at + 6] == 0x5C,
      text[at + 7] == UInt8(ascii: "u"), unit(at + 8) & 0xFC00 == 0xDC00
    {
      code = 0x10000 + (code & 0x3FF) << 10 + unit(at + 8) & 0x3FF
      taken = 12
    }
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    for byte in UTF8.encode(scalar)! { storage.pointee.scratch.append(byte) }
    return taken
  }

  /// The value of a number node: an integer when it is written as one and fits 64 bits, a double
  /// when it is written with fraction or exponent (or as `-0`) and is finite, else the node.
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

  /// The nearest double of a JSON number; infinite when it is too large for one.
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
    if at == text.count && digits <= 15 && scale <= 22 {
      let value = Double(mantissa) / powersOfTen[scale]
      return text[0] == UInt8(ascii: "-") ? -value : value
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { copy in
      for i in 0..<text.count { copy[i] = CChar(bitPattern: text[i]) }
      copy[text.count] = 0
      return strtod(copy.baseAddress!, nil)
    }
  }
}

private let powersOfTen: [Double] = (0...22).map { pow(10, Double($0)) }
