internal import Glibc
internal import LuaVM
internal import SystemPackage

/// The bytes of an input from its beginning, unpacked if its name or its first bytes say that they
/// are packed. If another program changes the file meanwhile, this is an error at its end, because
/// lines may be missing. Tests use sources that fail.
class InputFile {
  /// The path, as it was given.
  let path: Path
  private let source: any ByteSource
  private var decoder: Decoder?
  /// Bytes that were read to see whether the input is packed, and not returned yet.
  private var head: [UInt8] = []
  /// Whether it is not known yet if the input is packed.
  private var isUnseen = false

  /// `path` is a file, or "-" for standard input. `content` is a word for its content in messages.
  /// With `byName`, the first bytes are ignored. `vm` is the state of a script that waits for the
  /// file; its time limit still applies to waiting for a pipe that no process opens.
  init(
    _ path: Path, content: String = "a file", byName: Bool = false, for vm: VM? = nil
  ) throws(RunError) {
    source = try DescriptorSource(path, content: content, for: vm)
    self.path = path == "-" ? DescriptorSource.standardInput : path
    decoder = path == "-" ? nil : Compression(path: path).map { Decoder($0) }
    if decoder == nil && !byName { look() }
  }

  /// Bytes that are not a file; `name` is their name in messages.
  init(_ source: any ByteSource, name: Path) {
    self.source = source
    path = name
    look()
  }

  /// Takes ownership of an open file; `isPacked` tells whether its name means that it is packed.
  init(adopting file: FileDescriptor, path: Path, isPacked: Bool) {
    source = DescriptorSource(adopting: file)
    self.path = path
    decoder = isPacked ? Compression(path: path).map { Decoder($0) } : nil
    if decoder == nil { look() }
  }

  /// Bytes that are not packed, whatever they look like.
  init(plain source: any ByteSource, name: Path) {
    self.source = source
    path = name
  }

  /// Decides whether the bytes are packed: for a seekable input now, for others when bytes arrive.
  private func look() {
    guard source.isSeekable else { return isUnseen = true }
    let count = Compression.longestMark
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { bytes in
      // Errors are ignored here: the first read throws them again.
      let read = (try? source.read(into: bytes, at: 0)) ?? 0
      decoder = Compression(beginning: bytes[..<read]).map { Decoder($0) }
    }
  }

  /// Decides whether arriving bytes are packed; waits for no more of them than necessary.
  private func lookAtFirst() throws {
    isUnseen = false
    try withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { bytes in
      while Compression.mayBegin(with: head) {
        let count = try source.read(into: bytes)
        if count == 0 { break }
        head += bytes[..<count]
      }
    }
    decoder = Compression(beginning: head[...]).map { Decoder($0) }
  }

  /// The name in messages.
  var name: String { path.description }

  /// nil if it is not an open file.
  var descriptor: Int32? { (source as? DescriptorSource)?.file.rawValue }

  /// The version of the file at the beginning; nil if it is not a regular file.
  var version: FileVersion? { (source as? DescriptorSource)?.version }

  /// Whether a read may wait for somebody: of a pipe, a terminal or a stream.
  var mayBlock: Bool { version == nil && !source.isSeekable }

  /// The bytes of an input in memory that is not packed; nil for others.
  var size: Int? { decoder == nil ? source.size : nil }

  /// Reads into `space`; returns the number of bytes, 0 at the end of the file.
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

  /// Whether a path leads to a regular file.
  static func isRegular(_ path: Path) -> Bool { size(of: path) != nil }

  /// The size in bytes of the regular file that a path leads to; nil for others.
  static func size(of path: Path) -> Int? {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Whether a path leads to a file of several chunks, which can be opened without blocking.
  static func isLarge(_ path: Path) -> Bool { size(of: path) ?? 0 >= Self.several }

  /// Whether it has several chunks.
  var isLarge: Bool { isSeekable && size ?? 0 >= Self.several }

  /// Whether it can be read at any offset, by several threads at a time.
  var isSeekable: Bool { size ?? 0 > 0 && source.isSeekable }

  /// Reads from an offset on, for a seekable file.
  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) throws(RunError) -> Int {
    do {
      let count = try source.read(into: space, at: offset)
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
    let count = try source.read(into: space)
    if count == 0 { try checkUnchanged() }
    return count
  }

  /// To be called when all of it has been read by offsets.
  func end() throws(RunError) {
    try checkUnchanged()
    source.end()
  }

  /// Stops the reading.
  func stop() { source.stop() }

  /// Throws when a regular file has changed since it was opened.
  private func checkUnchanged() throws(RunError) { if source.isChanged { throw changed } }

  /// The error for a file that has changed since it was opened.
  var changed: RunError { Self.changed(name) }

  /// The error for a file that has changed or disappeared.
  static func changed(_ name: String) -> RunError {
    RunError(.io, "\(name) changed while it was read; give a file that stays as it is")
  }
}
