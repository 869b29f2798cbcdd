internal import Glibc
internal import SystemPackage

/// One end of the socket between a sealed child and its parent. A frame is encoded as its kind, the
/// length of its payload in four bytes, and the payload.
struct SandboxSocket {
  private let file: FileDescriptor

  /// The most bytes of a frame: larger than any module.
  private static let longest = 20 << 20

  var descriptor: Int32 { file.rawValue }

  /// Creates a pair of sockets that are closed on exec. Throws a `RunError`.
  static func pair() throws(RunError) -> (parent: SandboxSocket, child: SandboxSocket) {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw RunError.io("cannot make a pair of sockets", Errno(rawValue: errno))
    }
    return (
      SandboxSocket(file: FileDescriptor(rawValue: ends[0])),
      SandboxSocket(file: FileDescriptor(rawValue: ends[1]))
    )
  }

  init(descriptor: Int32) { file = FileDescriptor(rawValue: descriptor) }

  private init(file: FileDescriptor) { self.file = file }

  func close() { try? file.close() }

  /// Sends a frame from the parent. If the child has exited, this is an error, without SIGPIPE.
  /// Calls `wait` if the socket is full. Throws an `Errno`, or the error of `wait`.
  func reply(_ frame: SandboxFrame, waitingBy wait: () throws -> Void) throws {
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    try write(frame) { bytes in
      let count = Glibc.send(file.rawValue, bytes.baseAddress, bytes.count, flags)
      if count >= 0 { return count }
      if errno == EAGAIN { try wait() } else if errno != EINTR { throw Errno(rawValue: errno) }
      return 0
    }
  }

  /// Sends a frame from the child, whose seal allows only `write`. Throws an `Errno`.
  func send(_ frame: SandboxFrame) throws {
    try write(frame) { bytes in try file.write(bytes) }
  }

  private func write(
    _ frame: SandboxFrame, by body: (UnsafeRawBufferPointer) throws -> Int
  ) throws {
    var all: [UInt8] = [frame.kind.rawValue]
    withUnsafeBytes(of: UInt32(frame.bytes.count).littleEndian) { all += $0 }
    all += frame.bytes
    var rest = all[...]
    while !rest.isEmpty { rest = rest.dropFirst(try rest.withUnsafeBytes(body)) }
  }

  /// Receives a frame; nil if the other end is closed. Calls `wait` before each read. Throws an
  /// `Errno`, `SandboxNonsense`, or the error of `wait`.
  func receive(waitingBy wait: () throws -> Void = {}) throws -> SandboxFrame? {
    guard let head = try receive(5, wait) else { return nil }
    let count = head[1...].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard let kind = SandboxFrame.Kind(rawValue: head[0]), count <= Self.longest else {
      throw SandboxNonsense()
    }
    return try receive(count, wait).map { SandboxFrame(kind, $0) }
  }

  private func receive(_ count: Int, _ wait: () throws -> Void) throws -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      try wait()
      let more = try bytes.withUnsafeMutableBytes { buffer in
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      }
      if more == 0 { return nil }
      filled += more
    }
    return bytes
  }
}
