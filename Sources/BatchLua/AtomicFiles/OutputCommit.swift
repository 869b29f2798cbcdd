internal import Glibc
internal import SystemPackage

/// Commits outputs: flushes their contents to the disk, and then renames all of them or, as far as
/// the file system allows, none.
struct OutputCommit {
  private let files: [OutputFile]
  private let madeDirectories: [Path]
  private var removed: [RemovedFile]
  private var backups: [BackupFile]

  /// `made` are directories that were made for the files, `removing` are files to be removed
  /// together with the commit, and `keeping` are backups of files that are replaced.
  init(_ files: [OutputFile], made: [Path] = [], removing: [Path] = [], keeping: [BackupFile] = [])
  {
    self.files = files
    madeDirectories = made
    removed = removing.map { RemovedFile($0) }
    backups = keeping
  }

  /// Returns warnings about attributes of replaced files that could not be preserved. After an
  /// error everything is as if `discard` had been called for the files.
  consuming func run() throws(RunError) -> [MessageText] {
    do throws(RunError) {
      try checkTargets()
      for file in files { try file.prepare() }
      for index in backups.indices { try backups[index].prepare() }
    } catch {
      discard()
      throw error
    }
    var left: (path: Path, reason: Errno)?
    let (result, signal) = RenameSection.uninterrupted { () throws(RunError) in
      let turn = PlacingTurn(in: Set(files.compactMap(\.draft?.target.path.parent)))
      defer { turn.end() }
      do throws(RunError) {
        try renameAll()
      } catch {
        let left = undo()
        discard()
        if left.isEmpty { throw error }
        throw RunError(error.kind, "\(error.message); \(left.joined(separator: "; "))")
      }
      left = removeReplaced()
    }
    if let signal {
      let isPlaced = if case .success = result { true } else { false }
      Interrupts.end(signal, arePlaced: isPlaced)
    }
    try result.get()
    try sync()
    if let left {
      throw RunError.io("the outputs are in place, but \(left.path) is left", left.reason)
    }
    return files.compactMap(\.loss)
  }

  /// Of two outputs with one name, only one would remain.
  private func checkTargets() throws(RunError) {
    var targets: Set<Path> = []
    for file in files {
      if let target = file.draft?.target.path, !targets.insert(target).inserted {
        throw RunError(.io, "\(file.name) is written twice by this run")
      }
    }
    for file in backups where !targets.insert(file.name).inserted {
      throw RunError(
        .io,
        "\(file.shown.name) is written by this run, and would keep what was in \(file.shown.path)"
      )
    }
  }

  private mutating func renameAll() throws(RunError) {
    for file in files { try file.checkTarget() }
    let isUndoable = files.count + removed.count + backups.count > 1
    for file in files {
      try file.checked { () throws in try file.draft?.commit(undoable: isUndoable) }
    }
    for index in backups.indices { try backups[index].commit() }
    for index in removed.indices { try removed[index].hide() }
  }

  /// Returns what could not be undone.
  private mutating func undo() -> [MessageText] {
    let hidden = removed.indices.reversed().compactMap { removed[$0].undo() }
    let left = backups.indices.reversed().compactMap { backups[$0].undo() }
    return hidden + left + files.reversed().compactMap { $0.draft?.undo() }
  }

  /// Removes the replaced files, which `undo` would need. Returns one that cannot be removed, if
  /// any.
  private mutating func removeReplaced() -> (path: Path, reason: Errno)? {
    var left: (path: Path, reason: Errno)?
    for file in files { left = file.draft?.removeOld() ?? left }
    for index in backups.indices { backups[index].removeTemporaries() }
    for index in removed.indices { left = removed[index].remove() ?? left }
    for directory in madeDirectories { TemporaryFiles.remove(directory: directory) }
    return left
  }

  private mutating func discard() {
    for index in backups.indices { backups[index].removeTemporaries() }
    for file in files { file.discard() }
  }

  /// Flushes directories to the disk, if the file system can.
  private func sync() throws(RunError) {
    for directory in Set((files.compactMap(\.draft?.target.path) + madeDirectories).map(\.parent)) {
      do {
        let file = try directory.withCString {
          try FileDescriptor.open($0, .readOnly, options: .closeOnExec)
        }
        try file.closeAfter { try check(fsync(file.rawValue)) }
      } catch let error as Errno where error == .permissionDenied || error == .invalidArgument {
        // The directory may not be readable, or the file system may not support this: then nothing
        // is promised.
      } catch {
        throw RunError.io("the outputs are in place, but not safe on the disk: \(directory)", error)
      }
    }
  }
}

extension OutputFile {
  /// Commits files; see `OutputCommit`.
  static func commit(
    _ files: [OutputFile], made: [Path] = [], removing: [Path] = [], keeping: [BackupFile] = []
  ) throws(RunError) -> [MessageText] {
    try OutputCommit(files, made: made, removing: removing, keeping: keeping).run()
  }
}
