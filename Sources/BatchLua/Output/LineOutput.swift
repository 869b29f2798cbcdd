internal import Glibc
internal import LazyJSON

/// A destination for lines.
protocol LineOutput: AnyObject {
  /// The name in messages.
  var name: String { get }
  /// Whether nothing becomes visible before the run has succeeded.
  var isAtomic: Bool { get }
  var bytesWritten: Int { get }
  /// Writes non-empty pieces of memory that together are whole lines. May modify the array of
  /// pieces.
  func write(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(RunError)
}

extension OutputFile: LineOutput {}

/// Passes lines to a function.
final class PushedOutput: LineOutput {
  let name = "the output"
  let isAtomic = false
  private(set) var bytesWritten = 0
  private let push: @Sendable (RawSpan) throws -> Void
  /// Scratch space for joining several pieces.
  private var joined = ByteBuffer()

  init(_ push: @escaping @Sendable (RawSpan) throws -> Void) { self.push = push }

  func write(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(RunError) {
    if pieces.isEmpty { return }
    if pieces.count == 1 {
      return try write(UnsafeRawBufferPointer(start: pieces[0].iov_base, count: pieces[0].iov_len))
    }
    joined.count = 0
    for piece in pieces {
      joined.append(piece.iov_base.assumingMemoryBound(to: UInt8.self), count: piece.iov_len)
    }
    try write(UnsafeRawBufferPointer(start: joined.base, count: joined.count))
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(RunError) {
    do {
      try push(bytes.bytes)
    } catch {
      throw error as? RunError ?? RunError.io("cannot write \(name)", error)
    }
    bytesWritten += bytes.count
  }
}
