internal import LazyJSON

/// The decoded fields of a row of CSV.
struct CSVRow: ~Copyable {
  /// The fields, concatenated, and the end of each.
  private var text = ByteBuffer()
  private var ends: [Int] = []
  /// The line of the file at which the row begins.
  private(set) var line = 0

  /// The number of fields.
  var count: Int { ends.count }
  /// The bytes of all fields.
  var length: Int { text.count }

  /// An error of a row that does not affect the next row.
  struct Fault {
    let message: String
    /// The line of the file.
    let line: Int
  }

  mutating func begin(at line: Int) {
    text.count = 0
    ends.removeAll(keepingCapacity: true)
    self.line = line
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) { text.append(byte) }

  mutating func endField() { ends.append(text.count) }

  /// A field, valid until the row changes.
  func field(_ index: Int) -> Bytes {
    Bytes(rebasing: text.elements[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
  }

  /// The error of the first byte that is not UTF-8 or is zero; nil if there is none. `names` are the
  /// columns, none for the header.
  func badByte(_ names: [[UInt8]]) -> Fault? {
    if let at = text.elements.firstBadByte {
      return Fault(
        message: OtherEncoding.text(text.elements, at, where: column(at, names)), line: line(at))
    }
    if let at = text.elements.firstIndex(of: 0) {
      return Fault(
        message: "there is\(column(at, names)) \(OtherEncoding.nul)", line: line(at))
    }
    return nil
  }

  /// " in column 'text'" for a byte of the fields, empty for one of the header.
  private func column(_ at: Int, _ names: [[UInt8]]) -> String {
    guard let index = ends.firstIndex(where: { at < $0 }), index < names.count else { return "" }
    return " in column '\(String(decoding: names[index], as: UTF8.self))'"
  }

  /// The line of the file with a byte of the fields.
  private func line(_ at: Int) -> Int { line + text.elements[..<at].count { $0 == 0x0A } }
}
