/// Where the bytes of an input come from, as they are there: packed or not.
protocol ByteSource: AnyObject {
  /// How many there are; nil when only their end shows that.
  var size: Int? { get }
  /// Whether those at any place can be read at any time, by several threads at a time.
  var hasPlaces: Bool { get }
  /// Fills some of `space` with the bytes that come next; 0 at the end. May wait for them.
  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int
  /// The same from `place` on, for a source that has places.
  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) throws -> Int
  /// Whether they are not those any more that were there in the beginning.
  var isChanged: Bool { get }
  /// To be called when all of it has been read at places.
  func end()
  /// No more is wanted: who waits for bytes need not, where that can be told.
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
  var hasPlaces: Bool { !bytes.isEmpty }

  func read(into space: UnsafeMutableRawBufferPointer) -> Int {
    let count = read(into: space, at: next)
    next += count
    return count
  }

  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) -> Int {
    let count = min(space.count, bytes.count - place)
    if count <= 0 { return 0 }
    bytes.withUnsafeBytes { space.copyMemory(from: .init(rebasing: $0[place..<place + count])) }
    return count
  }
}
