internal import LazyJSON

/// Lines in a file without a name.
final class CopiedLines {
  private let file: UnnamedFile
  private var waiting = ByteBuffer()
  private static let much = 1 << 18

  init() throws(RunError) { file = try UnnamedFile() }

  /// Appends a line; the result is its place.
  func append(_ line: Bytes) throws(RunError) -> Int {
    let place = file.size + waiting.count
    waiting.append(line)
    waiting.append(0x0A)
    if waiting.count >= Self.much { try flush() }
    return place
  }

  /// Appends what the line that was appended last is made of, unless that is the line itself.
  func append(behind line: Bytes, _ original: Bytes) throws(RunError) {
    let isSame = original.baseAddress == line.baseAddress
    withUnsafeBytes(of: UInt32(isSame ? 0 : original.count)) { count in
      waiting.append(count.bindMemory(to: UInt8.self))
    }
    if !isSame { waiting.append(original) }
    if waiting.count >= Self.much { try flush() }
  }

  /// What was appended behind a line, that ends at a place; nil when the line is that itself.
  func original(behind place: Int) throws(RunError) -> [UInt8]? {
    let size = MemoryLayout<UInt32>.size
    let head = try whole(size, at: place)
    let count = head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    return count == 0 ? nil : try whole(Int(count), at: place + size)
  }

  /// All of so many bytes.
  private func whole(_ count: Int, at place: Int) throws(RunError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      var failure: RunError?
      let more = bytes.withUnsafeMutableBytes { space in
        do throws(RunError) {
          return try read(into: .init(rebasing: space[done...]), at: place + done)
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

  /// Fills some of `space` from a place on; 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) throws(RunError) -> Int {
    try file.read(into: space, at: place)
  }
}
