internal import BatchModel

/// Requests as lines, encoded as they are read.
final class RecordSource<Requests: Sequence<BatchRequestInput>>: ByteSource {
  private var records: Requests.Iterator
  private var line: [UInt8] = []
  private var given = 0

  init(_ records: Requests) { self.records = records.makeIterator() }

  var size: Int? { nil }
  var isSeekable: Bool { false }

  /// Reads as many lines as fit.
  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < space.count {
      if given == line.count {
        guard let record = records.next() else { break }
        line = try record.encoded() + [0x0A]
        given = 0
      }
      let part = line[given..<min(line.count, given + space.count - count)]
      UnsafeMutableRawBufferPointer(rebasing: space[count...]).copyBytes(from: part)
      count += part.count
      given += part.count
    }
    return count
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) -> Int { 0 }
}
