import BatchLua
import Glibc

/// Standard input, to be read twice.
enum StandardInput {
  /// Puts a file without a name that holds all that comes in the place of a pipe.
  static func makeSeekable() throws {
    var status = stat()
    guard fstat(0, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(directory)/batchlua-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw failure("make a file in \(Arguments.shown(directory))") }
    unlink(template)
    try copy(to: file)
    guard lseek(file, 0, SEEK_SET) == 0, dup2(file, 0) == 0 else {
      throw failure("read standard input twice")
    }
    close(file)
  }

  private static func copy(to file: Int32) throws {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { space in
      while true {
        let count = read(0, space.baseAddress, space.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { throw failure("read standard input") }
        if count == 0 { return }
        var rest = UnsafeRawBufferPointer(space)[..<count]
        while !rest.isEmpty {
          let written = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          if written < 0 && errno == EINTR { continue }
          if written < 0 { throw failure("keep standard input, to read it twice") }
          rest = rest.dropFirst(written)
        }
      }
    }
  }

  private static func failure(_ what: String) -> RunError {
    RunError(.io, "cannot \(what): \(String(cString: strerror(errno)))")
  }
}
