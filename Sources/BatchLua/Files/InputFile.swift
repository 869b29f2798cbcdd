internal import CSandbox
internal import Glibc
internal import LuaVM
internal import SystemPackage

/// The bytes of a file from its beginning, unpacked when its name or its first bytes say that they
/// are packed. A file that another program changes meanwhile is an error at its end: lines may be
/// missing. Tests have some that fail.
class InputFile {
  /// As it was given.
  let path: Path
  private let file: FileDescriptor
  private let isOwned: Bool
  private var decoder: Decoder?
  /// What was read to see whether the bytes are packed, and is not given yet.
  private var head: [UInt8] = []
  /// Whether that is still to be seen.
  private var isUnseen = false
  private let version: FileVersion?
  /// Where it begins; standard input may have been read before. nil when it cannot be told.
  private let start: Int64?
  /// The state whose script reads it: to wait for who writes the file is no time of the script.
  private let vm: VM?

  /// `path` is a file, or "-" for standard input. `content` says what the file should hold. With
  /// `byName` the first bytes say nothing. `vm` is the state of a script that waits for the file, but
  /// not for a pipe that nobody opens: that would be for ever.
  init(
    _ path: Path, content: String = "a file", byName: Bool = false, for vm: VM? = nil
  ) throws(RunError) {
    self.vm = vm
    isOwned = path != "-"
    self.path = isOwned ? path : "standard input"
    decoder = isOwned ? Compression(path: path).map { Decoder($0) } : nil
    do {
      file =
        isOwned
        ? try path.withCString { try FileDescriptor.open($0, .readOnly, options: .closeOnExec) }
        : StandardStreams.input
    } catch {
      throw RunError.io("cannot open \(path)", error)
    }
    version = FileVersion(file.rawValue)
    start = try? file.seek(offset: 0, from: .current)
    if let problem = Self.problem(of: file, "\(self.path)", content) {
      if isOwned { try? file.close() }
      throw RunError(.io, problem)
    }
    if decoder == nil && !byName { look() }
  }

  /// Sees whether the bytes are packed: those of a file that can be read at any place now, those of
  /// others when they come.
  private func look() {
    guard version != nil, let start else { return isUnseen = true }
    let count = Compression.longestMark
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { bytes in
      // Errors are ignored here: the first read throws them again.
      let read = (try? file.read(fromAbsoluteOffset: start, into: bytes)) ?? 0
      decoder = Compression(beginning: bytes[..<read]).map { Decoder($0) }
    }
  }

  /// The same for bytes that come, of which no more are waited for than it takes.
  private func lookAtFirst() throws {
    isUnseen = false
    try withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { bytes in
      while Compression.mayBegin(with: head) {
        let count = try vm.waiting { try file.readSome(into: bytes) }
        if count == 0 { break }
        head += bytes[..<count]
      }
    }
    decoder = Compression(beginning: head[...]).map { Decoder($0) }
  }

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

  /// What messages call the file.
  var name: String { path.description }

  var descriptor: Int32 { file.rawValue }

  /// The bytes of a regular file that is not packed, as it was opened; nil for others.
  var size: Int? { decoder == nil ? version?.size : nil }

  deinit { if isOwned { try? file.close() } }

  /// Fills some of `space`; 0 at the end of the file.
  func read(into space: UnsafeMutableRawBufferPointer) throws(RunError) -> Int {
    do {
      if isUnseen { try lookAtFirst() }
      guard let decoder else { return try readRaw(into: space) }
      return try decoder.read(into: space) { packed in try readRaw(into: packed) }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError.io("cannot read \(name)", error)
    }
  }

  /// Bytes of a file that is more than a chunk.
  static let several = 1 << 18

  /// Whether a path leads to a file of several chunks, which opens without waiting for anybody.
  static func isLarge(_ path: Path) -> Bool {
    var status = stat()
    return path.withCString { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFREG
      && status.st_size >= Self.several
  }

  /// Whether it is one of several chunks itself.
  var isLarge: Bool { hasPlaces && size ?? 0 >= Self.several }

  /// Whether it can be read at any offset, by several threads at a time. Pseudo-files such as those
  /// of /proc cannot: they report size 0, and generate their content on each read.
  var hasPlaces: Bool { size ?? 0 > 0 && start != nil }

  /// The same from `place` on, for a file that has places.
  func read(into space: UnsafeMutableRawBufferPointer, at place: Int) throws(RunError) -> Int {
    do {
      let count = try file.read(fromAbsoluteOffset: (start ?? 0) + Int64(place), into: space)
      if count == 0 { try checkUnchanged() }
      return count
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError.io("cannot read \(name)", error)
    }
  }

  private func readRaw(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    if !head.isEmpty {
      let count = min(head.count, space.count)
      space.copyBytes(from: head[..<count])
      head.removeFirst(count)
      return count
    }
    let count = try vm.waiting { try file.readSome(into: space) }
    if count == 0 { try checkUnchanged() }
    return count
  }

  /// To be called when all of it has been read at places. Who has standard input next finds it at
  /// its end.
  func end() throws(RunError) {
    try checkUnchanged()
    if !isOwned { _ = try? file.seek(offset: 0, from: .end) }
  }

  /// Throws when it is a regular file that is not any more as it was opened.
  private func checkUnchanged() throws(RunError) {
    guard let version, version != FileVersion(file.rawValue) else { return }
    throw changed
  }

  /// What is thrown when it is not any more as it was opened.
  var changed: RunError {
    RunError(.io, "\(name) changed while it was read; give a file that stays as it is")
  }
}

extension VM? {
  /// Does what may take until somebody writes.
  fileprivate func waiting<Result>(_ body: () throws -> Result) throws -> Result {
    guard let self else { return try body() }
    return try self.paused(body)
  }
}

/// The state of a regular file: another one after each change.
private struct FileVersion: Equatable {
  let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// nil for what is no regular file.
  init?(_ file: Int32) {
    var status = stat()
    guard cs_status(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = status.st_size
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}
