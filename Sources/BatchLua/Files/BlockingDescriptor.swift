internal import Glibc
internal import SystemPackage

/// Reading and writing that go on where they were interrupted, and that wait for a pipe which the
/// program at its other end, or beside this one, has set not to block.
extension FileDescriptor {
  /// Fills some of `space`; 0 at the end of the file.
  func readSome(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      do {
        return try read(into: space)
      } catch let error as Errno where error == .wouldBlock {
        wait(for: POLLIN)
      }
    }
  }

  func writeWhole(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      do {
        rest = rest.dropFirst(try write(UnsafeRawBufferPointer(rebasing: rest)))
      } catch let error as Errno where error == .wouldBlock {
        wait(for: POLLOUT)
      }
    }
  }

  /// The same for pieces of memory, none of them empty; changes what describes them.
  func writeWhole(_ pieces: UnsafeMutableBufferPointer<iovec>) throws {
    var rest = pieces[...]
    while !rest.isEmpty {
      let together = UnsafeMutableBufferPointer(rebasing: rest.prefix(Self.mostPieces))
      var written = writev(rawValue, together.baseAddress, Int32(together.count))
      if written < 0 {
        let error = Errno(rawValue: errno)
        if error == .wouldBlock { wait(for: POLLOUT) } else if error != .interrupted { throw error }
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

  private func wait(for event: Int32) {
    var entry = pollfd(fd: rawValue, events: Int16(event), revents: 0)
    _ = poll(&entry, 1, -1)
  }
}
