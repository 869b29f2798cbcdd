internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Lines in a file that has no name and is gone with this object, in the directory for temporary
/// files.
final class CopiedLines {
  private let file: FileDescriptor
  private var waiting = ByteBuffer()
  private var written = 0
  private static let much = 1 << 18

  init() throws(RunError) {
    let directory = Self.directory
    let flags = Self.withoutName | O_RDWR | O_CLOEXEC
    let number = directory.withCString { open($0, flags, 0o600) }
    do {
      file =
        number >= 0 ? FileDescriptor(rawValue: number) : try Self.removed(in: directory)
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
  private static var directory: Path {
    guard let name = getenv("TMPDIR"), name.pointee != 0 else { return "/tmp" }
    return Path(bytes: UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  deinit { try? file.close() }

  /// Appends a line; the result is its place.
  func append(_ line: Bytes) throws(RunError) -> Int {
    let place = written + waiting.count
    waiting.append(line)
    waiting.append(0x0A)
    if waiting.count >= Self.much { try flush() }
    return place
  }

  /// Appends what the line that was appended last is made of, unless that is the line itself.
  func append(behind line: Bytes, _ original: Bytes) throws(RunError) {
    let isSame = original.baseAddress == line.baseAddress
    withUnsafeBytes(of: UInt32(isSame ? 0 : original.count)) { count in
      waiting.append(count.bindMemory(to: UInt8.self))
    }
    if !isSame { waiting.append(original) }
    if waiting.count >= Self.much { try flush() }
  }

  /// What was appended behind a line, that ends at a place; nil when the line is that itself.
  func original(behind place: Int) throws(RunError) -> [UInt8]? {
    let size = MemoryLayout<UInt32>.size
    let head = try whole(size, at: place)
    let count = head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    return count == 0 ? nil : try whole(Int(count), at: place + size)
  }

  /// All of so many bytes; what cannot be read any more is zero.
  private func whole(_ count: Int, at place: Int) throws(RunError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      var failure: RunError?
      let more = bytes.withUnsafeMutableBytes { space in
        do throws(RunError) {
          return try read(into: .init(rebasing: space[done...]), at: place + done)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if more == 0 { break }
      done += more
    }
    return bytes
  }

  /// Makes all that was appended readable.
  func flush() throws(RunError) {
    if waiting.count == 0 { return }
    do {
      try file.writeWhole(UnsafeRawBufferPointer(waiting.elements))
    } catch {
      throw RunError.io("cannot write a temporary file in \(Self.directory)", error)
    }
    written += waiting.count
    waiting.count = 0
  }

  /// Fills some of `space` from a place on; 0 at the end.
  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) throws(RunError) -> Int {
    do {
      return try file.read(fromAbsoluteOffset: Int64(place), into: space)
    } catch {
      throw RunError.io("cannot read a temporary file in \(Self.directory)", error)
    }
  }
}
