/// Of each of many lines, by their numbers, where it stands, and 8 bits for marks: 5 bytes a line.
struct LineTable: ~Copyable {
  /// From the base before it.
  private var places = BlockTable<UInt32>()
  private var marks = BlockTable<UInt8>()
  /// From which line on places are counted from where: another base for each 4 GB.
  private var bases: [(line: UInt32, place: Int)] = []

  var count: Int { places.count }

  /// The number of the new line.
  mutating func append(place: Int, marks: UInt8 = 0) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: count)
    var distance = bases.last.map { place - $0.place } ?? -1
    if distance < 0 || distance > Int(UInt32.max) {
      bases.append((number, place))
      distance = 0
    }
    places.append(UInt32(distance))
    self.marks.append(marks)
    return number
  }

  func place(of line: UInt32) -> Int {
    Int(places[line]) + bases[bases.number(ofLast: { $0.line <= line })].place
  }

  /// Gives a line another place, in a table whose places need no more than 32 bits.
  mutating func set(place: UInt32, of line: UInt32) { places[line] = place }

  func marks(of line: UInt32) -> UInt8 { marks[line] }

  mutating func set(_ marks: UInt8, of line: UInt32) { self.marks[line] = marks }

  /// Bytes of all blocks.
  var memory: Int { places.memory + marks.memory }
}

extension Array {
  /// The number of the last element for which a condition holds, which holds for the first and for all
  /// before that one.
  func number(ofLast isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle } else { high = middle }
    }
    return low
  }
}
