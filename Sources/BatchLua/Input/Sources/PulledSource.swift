/// The bytes that a function returns.
final class PulledSource: ByteSource {
  private let pull: @Sendable (inout OutputRawSpan) throws -> Void

  init(_ pull: @escaping @Sendable (inout OutputRawSpan) throws -> Void) { self.pull = pull }

  var size: Int? { nil }
  var isSeekable: Bool { false }

  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    var span = OutputRawSpan(buffer: space, initializedCount: 0)
    try pull(&span)
    return span.finalize(for: space)
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) -> Int { 0 }
}
