/// A growing array in blocks that do not move, so that growing never needs twice the memory.
struct BlockTable<Element: BitwiseCopyable>: ~Copyable {
  private var blocks: [UnsafeMutablePointer<Element>] = []
  private(set) var count = 0
  private static var blockSize: Int { 1 << 13 }

  deinit { for block in blocks { block.deallocate() } }

  mutating func append(_ value: Element) {
    let (block, index) = count.quotientAndRemainder(dividingBy: Self.blockSize)
    if block == blocks.count { blocks.append(.allocate(capacity: Self.blockSize)) }
    (blocks[block] + index).initialize(to: value)
    count += 1
  }

  subscript(number: UInt32) -> Element {
    get { element(number).pointee }
    set { element(number).pointee = newValue }
  }

  private func element(_ number: UInt32) -> UnsafeMutablePointer<Element> {
    blocks[Int(number) / Self.blockSize] + Int(number) % Self.blockSize
  }

  /// Bytes of all blocks.
  var memory: Int { blocks.count * Self.blockSize * MemoryLayout<Element>.stride }
}
