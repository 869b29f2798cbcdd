internal import Glibc
internal import LazyJSON

/// What takes the lines of a run.
protocol LineOutput: AnyObject {
  /// What messages call it.
  var name: String { get }
  /// Whether nothing of it is there before the run has ended well.
  var isAtomic: Bool { get }
  var bytesWritten: Int { get }
  /// Takes pieces of memory that are whole lines together, none of them empty. Changes what
  /// describes them.
  func write(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(RunError)
}

extension OutputFile: LineOutput {}

/// Lines that a function takes.
final class PushedOutput: LineOutput {
  let name = "the output"
  let isAtomic = false
  private(set) var bytesWritten = 0
  private let push: @Sendable (RawSpan) throws -> Void
  /// Several pieces in one.
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
