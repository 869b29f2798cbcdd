internal import LazyJSON

/// A number type of the standard library that is read from and written as JSON.
protocol JSONNumber {
  /// Nil if the value is not a number, or not one that the type can represent.
  init?(_ node: UInt32, in document: Document)

  /// The shortest text that reads back as the same number; nil if it is not finite.
  var json: String? { get }
}

extension JSONNumber where Self: FixedWidthInteger {
  init?(_ node: UInt32, in document: Document) {
    switch document.value(node) {
    case .integer(let value): self.init(exactly: value)
    case .double(let value): self.init(exactly: value)
    case .number: self.init(document.bytes(of: node).string)
    default: return nil
    }
  }

  var json: String? { String(self) }
}

extension JSONNumber where Self: BinaryFloatingPoint & LosslessStringConvertible {
  init?(_ node: UInt32, in document: Document) {
    switch document.value(node) {
    case .integer, .double, .number: break
    default: return nil
    }
    guard let value = Self(document.bytes(of: node).string), value.isFinite else { return nil }
    self = value
  }

  var json: String? {
    if !isFinite { return nil }
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Int: JSONNumber {}
extension Int8: JSONNumber {}
extension Int16: JSONNumber {}
extension Int32: JSONNumber {}
extension Int64: JSONNumber {}
extension Int128: JSONNumber {}
extension UInt: JSONNumber {}
extension UInt8: JSONNumber {}
extension UInt16: JSONNumber {}
extension UInt32: JSONNumber {}
extension UInt64: JSONNumber {}
extension UInt128: JSONNumber {}
extension Float: JSONNumber {}
extension Double: JSONNumber {}
