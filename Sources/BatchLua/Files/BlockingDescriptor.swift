internal import Glibc
internal import SystemPackage

/// Reads and writes that resume after an interruption, and that wait for a non-blocking pipe, which
/// another program may have made so. If the thread has a `StopSignal`, it ends waits for pipes and
/// the like, with an error that the caller replaces.
extension FileDescriptor {
  /// Opens a file to read it.
  static func opening(_ path: Path) throws -> FileDescriptor {
    guard let signal = StopSignal.current, path.isPipe else {
      return try path.withCString { try open($0, .readOnly, options: .closeOnExec) }
    }
    let file = try path.withCString {
      try open($0, .readOnly, options: [.closeOnExec, .nonBlocking])
    }
    do {
      try signal.wait(for: POLLIN, of: file)
      try file.setBlocking()
    } catch {
      try? file.close()
      throw error
    }
    return file
  }

  /// Opens a device, a pipe or the like for writing.
  static func openingStream(_ path: Path) throws -> FileDescriptor {
    guard let signal = StopSignal.current, path.isPipe else {
      return try path.withCString { try open($0, .writeOnly, options: .closeOnExec) }
    }
    while true {
      do {
        let file = try path.withCString {
          try open($0, .writeOnly, options: [.closeOnExec, .nonBlocking])
        }
        try file.setBlocking()
        return file
      } catch let error as Errno where error == .noSuchAddressOrDevice {
        try signal.pause()  // nobody reads it yet
      }
    }
  }

  /// A duplicate that programs do not inherit, as files that are opened.
  func duplicated() throws(Errno) -> FileDescriptor {
    let number = fcntl(rawValue, F_DUPFD_CLOEXEC, 0)
    if number < 0 { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: number)
  }

  private func setBlocking() throws(Errno) {
    if fcntl(rawValue, F_SETFL, 0) != 0 { throw Errno(rawValue: errno) }
  }

  /// Reads into `space`; returns the number of bytes, 0 at the end of the file.
  func readSome(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    if StopSignal.current != nil { try wait(for: POLLIN) }
    while true {
      do {
        return try read(into: space)
      } catch let error as Errno where error == .wouldBlock {
        try wait(for: POLLIN)
      }
    }
  }

  /// Writes all bytes. `signal` is given if it is not a regular file.
  func writeWhole(_ bytes: UnsafeRawBufferPointer, until signal: StopSignal? = nil) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      do {
        try signal?.wait(for: POLLOUT, of: self)
        // A writable pipe accepts as much without blocking.
        let most = signal == nil ? rest.count : Int(PIPE_BUF)
        rest = rest.dropFirst(try write(UnsafeRawBufferPointer(rebasing: rest.prefix(most))))
      } catch let error as Errno where error == .wouldBlock {
        try wait(for: POLLOUT)
      }
    }
  }

  /// Writes non-empty pieces of memory. May modify the array of pieces.
  func writeWhole(
    _ pieces: UnsafeMutableBufferPointer<iovec>, until signal: StopSignal? = nil
  ) throws {
    if let signal {
      for piece in pieces { try writeWhole(UnsafeRawBufferPointer(piece), until: signal) }
      return
    }
    var rest = pieces[...]
    while !rest.isEmpty {
      let together = UnsafeMutableBufferPointer(rebasing: rest.prefix(Self.mostPieces))
      var written = writev(rawValue, together.baseAddress, Int32(together.count))
      if written < 0 {
        let error = Errno(rawValue: errno)
        if error == .wouldBlock {
          try wait(for: POLLOUT)
        } else if error != .interrupted {
          throw error
        }
        continue
      }
      while let piece = rest.first, written >= piece.iov_len {
        written -= piece.iov_len
        rest.removeFirst()
      }
      if written > 0 {
        rest[rest.startIndex].iov_base += written
        rest[rest.startIndex].iov_len -= written
      }
    }
  }

  /// IOV_MAX.
  private static let mostPieces = 1024

  private func wait(for event: Int32) throws {
    if let signal = StopSignal.current { return try signal.wait(for: event, of: self) }
    var entry = pollfd(fd: rawValue, events: Int16(event), revents: 0)
    _ = poll(&entry, 1, -1)
  }
}

extension UnsafeRawBufferPointer {
  fileprivate init(_ piece: iovec) { self.init(start: piece.iov_base, count: piece.iov_len) }
}
