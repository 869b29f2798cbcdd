internal import Glibc
internal import SystemPackage

/// The bytes of a file from its beginning, unpacked when its name says that they are packed.
final class InputFile {
  /// What messages call the file.
  let name: String
  private let file: FileDescriptor
  private let isOwned: Bool
  private let decoder: Decoder?

  /// `path` is a file, or "-" for standard input. `content` says what the file should hold.
  init(_ path: String, content: String = "a file") throws(RunError) {
    isOwned = path != "-"
    name = isOwned ? path : "standard input"
    decoder = isOwned ? Compression(path: path).map { Decoder($0) } : nil
    do {
      file = isOwned ? try FileDescriptor.open(FilePath(path), .readOnly) : .standardInput
    } catch {
      throw RunError.io("cannot open \(path)", error)
    }
    var status = stat()
    if isOwned, fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      try? file.close()
      throw RunError(.io, "\(path) is a directory; give \(content)")
    }
  }

  deinit { if isOwned { try? file.close() } }

  /// Fills some of `space`; 0 at the end of the file.
  func read(into space: UnsafeMutableRawBufferPointer) throws(RunError) -> Int {
    do {
      guard let decoder else { return try file.read(into: space) }
      return try decoder.read(into: space) { packed in try file.read(into: packed) }
    } catch {
      throw RunError.io("cannot read \(name)", error)
    }
  }
}
