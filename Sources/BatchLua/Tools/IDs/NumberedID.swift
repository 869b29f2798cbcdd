internal import LazyJSON

/// A new id for a request whose id is a duplicate: the same followed by `-2`, `-3`, ….
enum NumberedID {
  /// Appends the smallest number that makes the id unique. `isTaken` tells whether any line has an
  /// id, later ones included.
  static func append(to id: inout ByteBuffer, _ isTaken: (Bytes) -> Bool) {
    let length = id.count
    func isFree(_ number: Int) -> Bool {
      append(number, to: &id, behind: length)
      return !isTaken(id.elements)
    }
    var free = 2
    while !isFree(free) { free *= 2 }
    var taken = free / 2
    while free - taken > 1 {
      let middle = (free + taken) / 2
      if isFree(middle) { free = middle } else { taken = middle }
    }
    append(free, to: &id, behind: length)
  }

  private static func append(_ number: Int, to id: inout ByteBuffer, behind length: Int) {
    id.count = length
    id.append(UInt8(ascii: "-"))
    id.appendInteger(Int64(number))
  }
}
