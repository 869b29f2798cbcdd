internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// A file that has no name and is gone with this object, in the directory for temporary files.
package final class UnnamedFile: @unchecked Sendable {
  private let file: FileDescriptor
  /// Bytes that were appended.
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

  /// O_TMPFILE, which Swift does not see.
  private static let withoutName = 0o20_000_000 | O_DIRECTORY

  /// Where the file system does not know files without names.
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

  /// `TMPDIR`, as other programs take it.
  static var directory: Path {
    guard let name = getenv("TMPDIR"), name.pointee != 0 else { return "/tmp" }
    return Path(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  deinit { try? file.close() }

  /// The open file, as long as this object lives.
  var descriptor: Int32 { file.rawValue }

  /// By one thread at a time, before any reads.
  func append(_ bytes: UnsafeRawBufferPointer) throws(RunError) {
    if bytes.isEmpty { return }
    do {
      try file.writeWhole(bytes)
    } catch {
      throw RunError.io("cannot write a temporary file in \(Self.directory)", error)
    }
    size += bytes.count
  }

  /// Appends all that `read` gives, which fills some of a space; 0 is the end.
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

  /// The error when not all is there that was appended.
  static let cutShort = RunError(.io, "a temporary file was cut short")

  /// Fills some of `space` from a place on; 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) throws(RunError) -> Int {
    do {
      return try file.read(fromAbsoluteOffset: Int64(place), into: space)
    } catch {
      throw RunError.io("cannot read a temporary file in \(Self.directory)", error)
    }
  }
}

extension UnnamedFile {
  /// Puts one that holds all that comes in the place of standard input, when that can be read once.
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
