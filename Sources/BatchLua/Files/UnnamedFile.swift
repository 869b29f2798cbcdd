internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// A file without a name, in the directory for temporary files, which lives as long as this object.
package final class UnnamedFile: @unchecked Sendable {
  private let file: FileDescriptor
  /// The number of bytes that were appended.
  private(set) var size = 0

  init() throws(RunError) {
    let directory = Self.directory
    let flags = Self.withoutName | O_RDWR | O_CLOEXEC
    let number = directory.withCString { open($0, flags, 0o600) }
    do {
      file = number >= 0 ? FileDescriptor(rawValue: number) : try Self.removed(in: directory)
    } catch {
      throw RunError.io("cannot make a temporary file in \(directory)", error)
    }
  }

  /// O_TMPFILE, a macro that Swift does not see.
  static let withoutName = 0o20_000_000 | O_DIRECTORY

  /// A file that is removed at once, for file systems without unnamed files.
  private static func removed(in directory: Path) throws -> FileDescriptor {
    var name = directory.appending("/batchlua-XXXXXX").bytes + [0]
    return try name.withUnsafeMutableBytes { bytes in
      let text = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
      let number = mkstemp(text)
      guard number >= 0 else { throw Errno(rawValue: errno) }
      _ = fcntl(number, F_SETFD, FD_CLOEXEC)
      unlink(text)
      return FileDescriptor(rawValue: number)
    }
  }

  /// `TMPDIR`, as for other programs.
  static var directory: Path {
    guard let name = getenv("TMPDIR"), name.pointee != 0 else { return "/tmp" }
    return Path(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  deinit { try? file.close() }

  /// The open file, as long as this object lives.
  var descriptor: Int32 { file.rawValue }

  /// To be called by one thread at a time, before any reads.
  func append(_ bytes: UnsafeRawBufferPointer) throws(RunError) {
    if bytes.isEmpty { return }
    do {
      try file.writeWhole(bytes)
    } catch {
      throw RunError.io("cannot write a temporary file in \(Self.directory)", error)
    }
    size += bytes.count
  }

  /// Appends all bytes of `read`, which fills a buffer and returns the number of bytes, 0 at the
  /// end.
  func appendAll(
    _ read: (UnsafeMutableRawBufferPointer) throws(RunError) -> Int
  ) throws(RunError) {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { space.deallocate() }
    while true {
      let count = try read(space)
      if count == 0 { return }
      try append(UnsafeRawBufferPointer(rebasing: space[..<count]))
    }
  }

  /// The error if the file is shorter than what was appended.
  static let cutShort = RunError(.io, "a temporary file was cut short")

  /// Reads into `space` from an offset on; returns the number of bytes, 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws(RunError) -> Int {
    do {
      return try file.read(fromAbsoluteOffset: Int64(offset), into: space)
    } catch {
      throw RunError.io("cannot read a temporary file in \(Self.directory)", error)
    }
  }
}

extension UnnamedFile {
  /// Replaces standard input by a copy, if it can be read only once.
  package static func keepStandardInput() throws(RunError) {
    var status = stat()
    guard fstat(0, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    let file = try UnnamedFile()
    try file.appendAll { (space) throws(RunError) in
      do {
        return try FileDescriptor(rawValue: 0).readSome(into: space)
      } catch {
        throw RunError.io("cannot read standard input", error)
      }
    }
    guard lseek(file.descriptor, 0, SEEK_SET) == 0, dup2(file.descriptor, 0) == 0 else {
      throw RunError.io("cannot read standard input twice", Errno(rawValue: errno))
    }
  }
}

/// The bytes of such a file, which may have several readers.
final class UnnamedSource: ByteSource {
  private let file: UnnamedFile
  private var next = 0

  init(_ file: UnnamedFile) { self.file = file }

  var size: Int? { file.size }
  var isSeekable: Bool { file.size > 0 }

  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try file.read(into: space, at: next)
    next += count
    return count
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    try file.read(into: space, at: offset)
  }
}
