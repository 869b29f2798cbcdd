/// A source of an input's bytes, packed or not.
protocol ByteSource: AnyObject {
  /// The number of bytes; nil if it is known only at the end.
  var size: Int? { get }
  /// Whether any offset can be read at any time, by several threads at a time.
  var isSeekable: Bool { get }
  /// Reads the next bytes into `space`; returns their number, 0 at the end. May block.
  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int
  /// Reads from `offset` on, for a seekable source.
  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int
  /// Whether the bytes have changed since the source was opened.
  var isChanged: Bool { get }
  /// To be called when all of it has been read by offsets.
  func end()
  /// Stops the reading, and ends a wait for bytes, if possible.
  func stop()
}

extension ByteSource {
  var isChanged: Bool { false }
  func end() {}
  func stop() {}
}

/// Bytes in memory.
final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var size: Int? { bytes.count }
  var isSeekable: Bool { !bytes.isEmpty }

  func read(into space: UnsafeMutableRawBufferPointer) -> Int {
    let count = read(into: space, at: next)
    next += count
    return count
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    let count = min(space.count, bytes.count - offset)
    if count <= 0 { return 0 }
    bytes.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[offset..<offset + count])) }
    return count
  }
}
