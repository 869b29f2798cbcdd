internal import Glibc
internal import LuaVM
internal import SystemPackage

/// The bytes of an open file, a pipe or a device.
final class DescriptorSource: ByteSource {
  let file: FileDescriptor
  private let isOwned: Bool
  let version: FileVersion?
  /// The offset at which it begins, as standard input may have been read before. nil if unknown.
  private let start: Int64?
  /// The state whose script reads it: waiting for the writer of a pipe does not count as the
  /// script's time.
  private let vm: VM?

  /// Standard input when `path` is "-". `content` says what the file should hold.
  init(_ path: Path, content: String, for vm: VM?) throws(RunError) {
    self.vm = vm
    isOwned = path != "-"
    do {
      file =
        isOwned
        ? try FileDescriptor.opening(path) : StandardStreams.input
    } catch {
      throw RunError.io("cannot open \(path)", error)
    }
    version = FileVersion(file.rawValue)
    start = try? file.seek(offset: 0, from: .current)
    let name = isOwned ? path : Self.standardInput
    // If the initializer throws from here on, `deinit` closes the file.
    if let problem = Self.problem(of: file, "\(name)", content) { throw RunError(.io, problem) }
  }

  /// Takes ownership of an open file.
  init(adopting file: FileDescriptor) {
    (self.file, isOwned, vm) = (file, true, nil)
    version = FileVersion(file.rawValue)
    start = try? file.seek(offset: 0, from: .current)
  }

  /// What messages call it.
  static let standardInput: Path = "standard input"

  deinit { if isOwned { try? file.close() } }

  private static func problem(
    of file: FileDescriptor, _ name: String, _ content: String
  ) -> MessageText? {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR { return "\(name) is a directory; give \(content)" }
    var output = stat()
    if status.st_mode & S_IFMT == S_IFREG, fstat(StandardStreams.output.rawValue, &output) == 0,
      output.st_dev == status.st_dev, output.st_ino == status.st_ino
    {
      return "\(name) is also standard output; an output that is named may be an input, which is "
        + "replaced when the run has succeeded"
    }
    return nil
  }

  /// nil unless it is a regular file.
  var size: Int? { version?.size }

  /// False for pseudo-files such as those of /proc: they report size 0 and generate their content
  /// on each read.
  var isSeekable: Bool { version != nil && start != nil }

  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let vm else { return try file.readSome(into: space) }
    return try vm.paused { try file.readSome(into: space) }
  }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    try file.read(fromAbsoluteOffset: (start ?? 0) + Int64(offset), into: space)
  }

  /// Moves standard input to its end, for programs that inherit it.
  func end() { if !isOwned { _ = try? file.seek(offset: 0, from: .end) } }

  var isChanged: Bool {
    guard let version else { return false }
    return version != FileVersion(file.rawValue)
  }
}
