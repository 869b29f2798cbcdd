/// The offset of each line, by its number, and 8 bits for marks: 5 bytes a line.
struct LineTable: ~Copyable {
  /// Relative to the base of the line.
  private var offsets = BlockTable<UInt32>()
  private var marks = BlockTable<UInt8>()
  /// The base of all lines from `line` on: one for each 4 GB.
  private var bases: [(line: UInt32, offset: Int)] = []

  var count: Int { offsets.count }

  /// Returns the number of the new line.
  mutating func append(offset: Int, marks: UInt8 = 0) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: count)
    var distance = bases.last.map { offset - $0.offset } ?? -1
    if distance < 0 || distance > Int(UInt32.max) {
      bases.append((number, offset))
      distance = 0
    }
    offsets.append(UInt32(distance))
    self.marks.append(marks)
    return number
  }

  func offset(of line: UInt32) -> Int {
    Int(offsets[line]) + bases[bases.number(ofLast: { $0.line <= line })].offset
  }

  /// Changes the offset of a line, in a table whose offsets all fit in 32 bits.
  mutating func set(offset: UInt32, of line: UInt32) { offsets[line] = offset }

  func marks(of line: UInt32) -> UInt8 { marks[line] }

  mutating func set(_ marks: UInt8, of line: UInt32) { self.marks[line] = marks }

  /// Bytes of all blocks.
  var memory: Int { offsets.memory + marks.memory }
}

extension Array {
  /// The index of the last element that fulfils a condition. All before it must fulfil it, too, the
  /// first at least.
  func number(ofLast isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle } else { high = middle }
    }
    return low
  }
}
