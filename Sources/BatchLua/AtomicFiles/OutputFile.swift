internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// An output file, complete or absent: a draft that `OutputFile.commit` renames to its target.
/// Standard output, pipes and devices are written directly. A file whose name ends in .gz or .zst
/// is packed.
final class OutputFile {
  /// What messages call it.
  let name: String
  /// nil for an output that is written directly.
  let draft: Draft?
  /// The descriptor of an output that is written directly, until it is complete.
  private var stream: FileDescriptor?
  private let ownsStream: Bool
  let compression: Compression?
  private var encoder: Encoder?
  private var hasMember = false
  /// In a sandbox, the space that is left for all outputs.
  var room: OutputRoom?
  /// The bytes before packing.
  private(set) var bytesWritten = 0

  /// Whether it is standard output, or another descriptor that is open already.
  private(set) var isStandard = false
  /// Whether nothing is visible before `commit`.
  var isAtomic: Bool { draft != nil || isPlacedElsewhere }
  /// Whether another process commits it.
  private var isPlacedElsewhere = false

  /// Standard output when `path` is nil or "-".
  init(_ path: Path?) throws(RunError) {
    compression = path.flatMap { Compression(path: $0) }
    guard let path, path != "-" else {
      name = "standard output"
      isStandard = true
      (draft, stream, ownsStream) = (nil, StandardStreams.output, false)
      return
    }
    name = path.description
    ownsStream = true
    do {
      if let open = OutputTarget.standardStream(path) {
        isStandard = true
        (draft, stream) = (nil, try FileDescriptor(rawValue: open).duplicated())
        return
      }
      let target = try OutputTarget(path)
      if target.isDirect {
        (draft, stream) = (nil, try FileDescriptor.openingStream(path))
      } else {
        (draft, stream) = (try Draft(target), nil)
      }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError.io("cannot write \(path)", error)
    }
  }

  /// Takes ownership of open descriptors.
  init(
    adopting file: FileDescriptor, name: String, compression: Compression? = nil,
    isPlacedElsewhere: Bool = false, isStandard: Bool = false
  ) {
    self.name = name
    self.compression = compression
    self.isPlacedElsewhere = isPlacedElsewhere
    self.isStandard = isStandard
    (draft, stream, ownsStream) = (nil, file, true)
  }

  deinit { discard() }

  // MARK: Writing

  func write(_ bytes: Bytes) throws(RunError) {
    guard let start = bytes.baseAddress else { return }
    var piece = iovec(iov_base: UnsafeMutableRawPointer(mutating: start), iov_len: bytes.count)
    try withUnsafeMutablePointer(to: &piece) { piece throws(RunError) in
      try write(UnsafeMutableBufferPointer(start: piece, count: 1))
    }
  }

  /// Writes non-empty pieces of memory, in order. May modify the array of pieces.
  func write(_ pieces: UnsafeMutableBufferPointer<iovec>) throws(RunError) {
    if pieces.isEmpty { return }
    let count = pieces.reduce(0) { $0 + $1.iov_len }
    try checked { () throws in
      let file = try resumed()
      if let compression {
        let encoder = encoder ?? Encoder(compression)
        self.encoder = encoder
        for piece in pieces {
          let start = piece.iov_base.assumingMemoryBound(to: UInt8.self)
          let bytes = Bytes(start: start, count: piece.iov_len)
          try encoder.write(bytes, finish: false) { packed in try put(packed, into: file) }
        }
      } else {
        try room?.take(count, for: file.rawValue)
        try file.writeWhole(pieces, until: signal)
      }
    }
    bytesWritten += count
  }

  /// nil while the file is suspended, and after its end.
  var descriptor: Int32? { (draft?.file ?? stream)?.rawValue }

  /// Releases the descriptor; the next write opens the file again.
  func suspend() throws(RunError) {
    try rest()
    try checked { () throws in try draft?.suspend() }
  }

  /// Releases the packing buffers; the next write begins another member.
  func rest() throws(RunError) { try checked { () throws in try endMember() } }

  private func resumed() throws -> FileDescriptor {
    if let draft { return try draft.resumed() }
    guard let stream else { throw Errno.badFileDescriptor }
    return stream
  }

  private func endMember() throws {
    guard let encoder else { return }
    let file = try resumed()
    try encoder.write(Bytes(start: nil, count: 0), finish: true) { packed in
      try put(packed, into: file)
    }
    self.encoder = nil
    hasMember = true
  }

  private func put(_ packed: UnsafeRawBufferPointer, into file: FileDescriptor) throws {
    try room?.take(packed.count, for: file.rawValue)
    try file.writeWhole(packed, until: signal)
  }

  /// Ends waits for the reader of a pipe.
  private var signal: StopSignal? { draft == nil ? .current : nil }

  func checked(_ body: () throws -> Void) throws(RunError) {
    do {
      try body()
    } catch let error as Errno where error == .brokenPipe {
      throw RunError(isStandard ? .closed : .io, "\(name) was closed by its reader")
    } catch {
      throw RunError.io("cannot write \(name)", error)
    }
  }

  // MARK: The end

  /// Ends the data, for another process that has the same file open and calls `noteEnd`.
  func end() throws(RunError) {
    try checked { () throws in
      _ = try resumed()
      // Packed data must have at least one member.
      if let compression, encoder == nil, !hasMember { encoder = Encoder(compression) }
      try endMember()
    }
  }

  /// To be called if another process has written and ended the data, so that only `commit` is left.
  func noteEnd() { hasMember = true }

  /// Does everything that can fail before the first file is committed.
  func prepare() throws(RunError) {
    try end()
    try checked { () throws in
      try draft?.finish()
      guard ownsStream, let stream else { return }
      self.stream = nil
      try stream.close()
    }
  }

  var loss: MessageText? {
    guard let lost = draft?.lost, !lost.isEmpty else { return nil }
    return "\(name) has lost its \(lost.joined(separator: " and its ")), which this user may not "
      + "set; nobody has more rights than before"
  }

  /// Throws if another run or program has written the target since this run began.
  func checkTarget() throws(RunError) {
    guard let draft, draft.isOutdated else { return }
    throw RunError(
      .io,
      "another program has written \(name) since this run began, which would be lost; nothing was "
        + "put in place. Give each run files of its own")
  }

  /// Removes it; no effect after `commit`.
  func discard() {
    draft?.discard()
    if ownsStream { try? stream?.close() }
    stream = nil
  }
}
