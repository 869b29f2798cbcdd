internal import LazyJSON

/// The id of a request whose own id another one has: the same with `-2`, `-3`, … behind it.
enum NumberedID {
  /// Puts the smallest number behind an id whose predecessor is taken; `isTaken` is asked for the ids
  /// of all lines, those included that come later.
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
