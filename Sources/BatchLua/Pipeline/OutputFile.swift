internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// A file that is there whole or not at all: written beside the target under another name, and put
/// in its place by `OutputFile.commit`. What is no regular file (standard output, pipes, devices)
/// is written directly. A name that ends in .gz or .zst is packed on the way.
final class OutputFile {
  /// What messages call it.
  let name: String
  /// nil while the file is suspended, and when it is done.
  private var file: FileDescriptor?
  private let target: Path?
  private let temporary: Path?
  private var backup: Path?
  private var mode: mode_t?
  /// What stood there when the run began.
  private var before = TargetVersion.nothing
  private let compression: Compression?
  private var encoder: Encoder?
  private var hasMember = false
  /// Before packing.
  private(set) var bytesWritten = 0
  private var isSettled = false

  /// Whether it is standard output, or another descriptor that is open already.
  private var isStandard = false
  /// Whether nothing is visible before `commit`.
  var isAtomic: Bool { temporary != nil }

  /// Standard output when `path` is nil or "-".
  init(_ path: Path?) throws(RunError) {
    compression = path.flatMap { Compression(path: $0) }
    guard let path, path != "-" else {
      name = "standard output"
      isStandard = true
      file = StandardStreams.output
      target = nil
      temporary = nil
      return
    }
    name = path.description
    do {
      if let open = OutputTarget.standardStream(path) {
        isStandard = true
        file = try FileDescriptor(rawValue: open).duplicate()
        target = nil
        temporary = nil
        return
      }
      let found = try OutputTarget(path)
      if found.isDirect {
        file = try path.withCString { try FileDescriptor.open($0, .writeOnly) }
        target = nil
        temporary = nil
        return
      }
      let beside = found.temporaryName
      file = try TemporaryFiles.make(beside) {
        try beside.withCString { name in
          try FileDescriptor.open(
            name, .writeOnly, options: [.create, .exclusiveCreate],
            permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
        }
      }
      mode = found.mode
      target = found.path
      before = TargetVersion(found.path)
      temporary = beside
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError.io("cannot write \(path)", error)
    }
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

  /// Writes pieces of memory, none of them empty, one after the other. Changes what describes them.
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
          try encoder.write(bytes, finish: false) { packed in try file.writeWhole(packed) }
        }
      } else {
        try file.writeWhole(pieces)
      }
    }
    bytesWritten += count
  }

  /// nil while the file is suspended, and when it is done.
  var descriptor: Int32? { file?.rawValue }

  /// Gives the descriptor back; the next write takes one again. Packed data ends a member here.
  func suspend() throws(RunError) {
    guard isAtomic, let file else { return }
    try checked { () throws in
      try endMember()
      self.file = nil
      try file.close()
    }
  }

  private func resumed() throws -> FileDescriptor {
    if let file { return file }
    let file = try temporary!.withCString {
      try FileDescriptor.open($0, .writeOnly, options: .append)
    }
    self.file = file
    return file
  }

  /// Packed data without any member would be no valid file.
  private func endMember() throws {
    guard let encoder, let file else { return }
    try encoder.write(Bytes(start: nil, count: 0), finish: true) { packed in
      try file.writeWhole(packed)
    }
    self.encoder = nil
    hasMember = true
  }

  private func checked(_ body: () throws -> Void) throws(RunError) {
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
      if let compression, encoder == nil, !hasMember { encoder = Encoder(compression) }
      try endMember()
    }
  }

  /// Another process has written and ended the data: only `commit` is left.
  func noteEnd() { hasMember = true }

  /// Puts files in place, their contents on the disk and then their names: all of them or, as far
  /// as the file system allows, none. Then the others are as if `discard` had been called.
  /// `made` are directories that were made for them; `removing` are files that go when they come.
  static func commit(
    _ files: [OutputFile], made: [Path] = [], removing: [Path] = []
  ) throws(RunError) {
    var removed = removing.map { RemovedFile($0) }
    do throws(RunError) {
      try checkTargets(files)
      for file in files { try file.prepare() }
    } catch {
      for file in files { file.discard() }
      throw error
    }
    let (result, signal) = Placing.uninterrupted { () throws(RunError) in
      let turn = PlacingTurn(in: Set(files.compactMap(\.target).map(\.parent)))
      defer { turn.end() }
      do throws(RunError) {
        for file in files { try file.checkTarget() }
        for file in files { try file.place(undoable: files.count + removing.count > 1) }
        for index in removed.indices { try removed[index].take() }
      } catch {
        for index in removed.indices { removed[index].undo() }
        for file in files.reversed() { file.undo() }
        for file in files { file.discard() }
        throw error
      }
      for file in files { file.settle() }
      for index in removed.indices { removed[index].settle() }
      for directory in made { TemporaryFiles.remove(directory: directory) }
    }
    if let signal {
      let isPlaced = if case .success = result { true } else { false }
      Interrupts.end(signal, arePlaced: isPlaced)
    }
    try result.get()
    try sync(Set((files.compactMap(\.target) + made).map(\.parent)))
  }

  /// Two outputs with one name would leave one of them.
  private static func checkTargets(_ files: [OutputFile]) throws(RunError) {
    var targets: Set<Path> = []
    for file in files {
      if let target = file.target, !targets.insert(target).inserted {
        throw RunError(.io, "\(file.name) is written twice by this run")
      }
    }
  }

  /// Brings the names in directories to the disk, where the file system can.
  private static func sync(_ directories: Set<Path>) throws(RunError) {
    for directory in directories {
      do {
        let file = try directory.withCString { try FileDescriptor.open($0, .readOnly) }
        try file.closeAfter { try check(fsync(file.rawValue)) }
      } catch let error as Errno where error == .permissionDenied || error == .invalidArgument {
        // A directory that may not be read, or a file system without this: nothing is promised.
      } catch {
        throw RunError.io("the outputs are in place, but not safe on the disk: \(directory)", error)
      }
    }
  }

  /// All that can fail before the first file appears.
  private func prepare() throws(RunError) {
    try end()
    try checked { () throws in
      guard isAtomic, let file else { return }
      if let mode { try Self.check(fchmod(file.rawValue, mode)) }
      try Self.check(fsync(file.rawValue))
      self.file = nil
      try file.close()
    }
  }

  /// Throws when another run, or any program, has written there since this run began.
  private func checkTarget() throws(RunError) {
    guard let target, !before.allows(TargetVersion(target)) else { return }
    throw RunError(
      .io,
      "another program has written \(name) since this run began, which would be lost; nothing was "
        + "put in place. Give each run files of its own")
  }

  private func place(undoable: Bool) throws(RunError) {
    guard let target, let temporary else { return }
    if undoable && mode != nil {
      let old = temporary.appending(".old")
      if target.withCString({ target in old.withCString { link(target, $0) } }) == 0 {
        TemporaryFiles.add(old)
        backup = old
      }
    }
    try checked { () throws in try Self.check(Self.rename(temporary, to: target)) }
    TemporaryFiles.remove(temporary)
    isSettled = true
  }

  private func undo() {
    guard isSettled, let target else { return }
    if let backup {
      _ = Self.rename(backup, to: target)
      TemporaryFiles.remove(backup)
      self.backup = nil
    } else if mode == nil {
      _ = target.withCString { unlink($0) }
    }
  }

  private func settle() {
    guard let backup else { return }
    _ = backup.withCString { unlink($0) }
    TemporaryFiles.remove(backup)
    self.backup = nil
  }

  private static func rename(_ old: Path, to new: Path) -> Int32 {
    old.withCString { old in new.withCString { Glibc.rename(old, $0) } }
  }

  private static func check(_ result: Int32) throws {
    if result != 0 { throw Errno(rawValue: errno) }
  }

  /// Leaves nothing of it; no effect after `commit`.
  func discard() {
    settle()
    guard let temporary, !isSettled else { return }
    if let file { try? file.close() }
    file = nil
    _ = temporary.withCString { unlink($0) }
    TemporaryFiles.remove(temporary)
    isSettled = true
  }
}
