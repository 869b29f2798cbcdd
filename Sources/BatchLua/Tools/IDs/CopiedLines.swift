internal import LazyJSON

/// Lines in an unnamed temporary file.
final class CopiedLines {
  private let file: UnnamedFile
  private var waiting = ByteBuffer()
  private static let much = 1 << 18

  init() throws(RunError) { file = try UnnamedFile() }

  /// Appends a line; returns its offset.
  func append(_ line: Bytes) throws(RunError) -> Int {
    let offset = file.size + waiting.count
    waiting.append(line)
    waiting.append(0x0A)
    if waiting.count >= Self.much { try flush() }
    return offset
  }

  /// Appends the original of the line that was appended last, unless both are equal.
  func append(behind line: Bytes, _ original: Bytes) throws(RunError) {
    let isSame = original.baseAddress == line.baseAddress
    withUnsafeBytes(of: UInt32(isSame ? 0 : original.count)) { count in
      waiting.append(count.bindMemory(to: UInt8.self))
    }
    if !isSame { waiting.append(original) }
    if waiting.count >= Self.much { try flush() }
  }

  /// The original that was appended behind a line, whose end is `end`; nil if the line is its own.
  func original(behind end: Int) throws(RunError) -> [UInt8]? {
    let size = MemoryLayout<UInt32>.size
    let head = try whole(size, at: end)
    let count = head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    return count == 0 ? nil : try whole(Int(count), at: end + size)
  }

  /// Reads exactly `count` bytes.
  private func whole(_ count: Int, at offset: Int) throws(RunError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      var failure: RunError?
      let more = bytes.withUnsafeMutableBytes { space in
        do throws(RunError) {
          return try read(into: .init(rebasing: space[done...]), at: offset + done)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if more == 0 { throw UnnamedFile.cutShort }
      done += more
    }
    return bytes
  }

  /// Makes all that was appended readable.
  func flush() throws(RunError) {
    try file.append(UnsafeRawBufferPointer(waiting.elements))
    waiting.count = 0
  }

  /// Reads into `space` from `offset` on; returns the number of bytes, 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws(RunError) -> Int {
    try file.read(into: space, at: offset)
  }
}
