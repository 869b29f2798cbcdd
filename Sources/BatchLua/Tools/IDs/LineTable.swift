/// A word for each of many lines, by their numbers: 8 bytes a line, in blocks that do not move.
///
/// A word has 16 bits for marks and 48 for where the line stands.
struct LineTable: ~Copyable {
  private var blocks: [UnsafeMutablePointer<UInt64>] = []
  private(set) var count = 0
  private static let blockSize = 1 << 13

  deinit { for block in blocks { block.deallocate() } }

  /// The number of the new line.
  mutating func append(place: Int, marks: UInt16 = 0) -> UInt32 {
    let (block, index) = count.quotientAndRemainder(dividingBy: Self.blockSize)
    if block == blocks.count { blocks.append(.allocate(capacity: Self.blockSize)) }
    blocks[block][index] = UInt64(place) << 16 | UInt64(marks)
    count += 1
    return UInt32(truncatingIfNeeded: count - 1)
  }

  private func word(_ line: UInt32) -> UnsafeMutablePointer<UInt64> {
    blocks[Int(line) / Self.blockSize] + Int(line) % Self.blockSize
  }

  func place(of line: UInt32) -> Int { Int(word(line).pointee >> 16) }

  func marks(of line: UInt32) -> UInt16 { UInt16(truncatingIfNeeded: word(line).pointee) }

  func set(_ marks: UInt16, of line: UInt32) {
    let word = word(line)
    word.pointee = word.pointee & ~0xFFFF | UInt64(marks)
  }

  /// Bytes of all blocks.
  var memory: Int { blocks.count * Self.blockSize * MemoryLayout<UInt64>.stride }
}
