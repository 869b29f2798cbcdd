internal import Glibc
internal import SystemPackage

/// An output while it is written. If the file system supports it, the file has no name until it is
/// committed, so that nothing is left when the process is killed. Otherwise, and while it is
/// suspended, it has a temporary name beside the target. Other users cannot read it before it is
/// complete.
final class Draft {
  let target: OutputTarget
  /// nil while it is suspended, and when it is done.
  private(set) var file: FileDescriptor?
  /// nil while it has none.
  private var name: Path?
  /// The mode of a file that replaces none.
  var newMode: mode_t = 0
  /// A further name of the file that it replaced.
  private var old: Path?
  private var isPlaced = false
  /// The attributes of the replaced file that could not be preserved.
  var lost: [String] = []
  /// The version of the target when the run began; nil if there was no regular file.
  private let before: FileVersion?

  /// `mayBeUnnamed` is false in tests of what other file systems do.
  init(_ target: OutputTarget, mayBeUnnamed: Bool = true) throws {
    self.target = target
    before = FileVersion(at: target.path)
    if mayBeUnnamed, let file = Self.unnamed(beside: target) {
      self.file = file
      newMode = try Self.mode(of: file)
    } else {
      let beside = target.temporaryName
      file = try TemporaryFiles.make(beside) {
        try beside.withCString {
          try FileDescriptor.open(
            $0, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: .ownerReadWrite)
        }
      }
      name = beside
      newMode = Self.modeOfNewFiles
    }
  }

  deinit { discard() }

  /// A file without a name, which can be linked later; nil if the file system has no such files.
  /// Its mode is that of new files.
  private static func unnamed(beside target: OutputTarget) -> FileDescriptor? {
    let flags = UnnamedFile.withoutName | O_WRONLY | O_CLOEXEC
    let number = target.path.parent.withCString { open($0, flags, 0o666) }
    if number < 0 { return nil }
    let file = FileDescriptor(rawValue: number)
    if access(link(to: file), F_OK) == 0 { return file }
    try? file.close()
    return nil
  }

  /// The path from which a file without a name can be linked; needs /proc.
  private static func link(to file: FileDescriptor) -> String { "/proc/self/fd/\(file.rawValue)" }

  // MARK: Writing

  /// The open file, which is opened again if it was suspended.
  func resumed() throws -> FileDescriptor {
    if let file { return file }
    guard let name else { throw Errno.badFileDescriptor }
    let file = try name.withCString {
      try FileDescriptor.open($0, .writeOnly, options: [.append, .closeOnExec])
    }
    self.file = file
    return file
  }

  /// Closes the descriptor.
  func suspend() throws {
    guard let file else { return }
    if name == nil {
      try check(fchmod(file.rawValue, 0o600))
      try takeName(file)
    }
    self.file = nil
    try file.close()
  }

  /// Gives the file a unique temporary name.
  private func takeName(_ file: FileDescriptor) throws {
    let beside = target.temporaryName
    try TemporaryFiles.make(beside) { try check(Self.give(beside, to: file)) }
    name = beside
  }

  private static func give(_ name: Path, to file: FileDescriptor) -> Int32 {
    name.withCString { linkat(AT_FDCWD, link(to: file), AT_FDCWD, $0, AT_SYMLINK_FOLLOW) }
  }

  // MARK: The end

  /// Sets its rights, and flushes it to the disk.
  func finish() throws {
    let file = try resumed()
    try setRights(of: file)
    try check(fsync(file.rawValue))
    if name == nil { return }
    self.file = nil
    try file.close()
  }

  /// Whether another program has written the target since the run began, so that what it wrote
  /// would be lost.
  var isOutdated: Bool {
    let now = FileVersion(at: target.path)
    return now != nil && now != before
  }

  /// Renames it to the target, irrevocably unless `undoable`.
  func commit(undoable: Bool) throws {
    if name == nil, let file, target.old == nil {
      if Self.give(target.path, to: file) == 0 { return endPlacing() }
      // Another file has been created there meanwhile.
      if errno != EEXIST { throw Errno(rawValue: errno) }
    }
    if name == nil, let file { try takeName(file) }
    guard let name else { throw Errno.badFileDescriptor }
    if undoable { keepOld(name.appending(".old")) }
    try check(name.rename(to: target.path))
    TemporaryFiles.remove(name)
    endPlacing()
  }

  private func endPlacing() {
    isPlaced = true
    close()
  }

  private func keepOld(_ old: Path) {
    TemporaryFiles.add(old)
    if target.path.link(to: old) == 0 { self.old = old } else { TemporaryFiles.remove(old) }
  }

  /// Restores the file that it replaced. Returns what to say when that fails.
  func undo() -> MessageText? {
    guard isPlaced else { return nil }
    guard let old else {
      let isGone = target.path.unlink() == 0
      return isGone ? nil : "\(target.path) is new"
    }
    let isBack = old.rename(to: target.path) == 0
    // What cannot be restored stays beside it.
    TemporaryFiles.remove(old)
    self.old = nil
    return isBack ? nil : "\(target.path) is new, and what it was is \(old)"
  }

  /// Removes the file that it replaced; there is no `undo` afterwards. Returns the name and the
  /// reason when that fails.
  @discardableResult
  func removeOld() -> (path: Path, reason: Errno)? {
    guard let old else { return nil }
    self.old = nil
    return remove(old) ? nil : (old, Errno(rawValue: errno))
  }

  /// Removes it; no effect after `commit`.
  func discard() {
    removeOld()
    close()
    guard let name, !isPlaced else { return }
    remove(name)
    self.name = nil
  }

  private func close() {
    try? file?.close()
    file = nil
  }

  @discardableResult
  private func remove(_ path: Path) -> Bool {
    let result = path.unlink()
    let reason = errno
    TemporaryFiles.remove(path)
    errno = reason
    return result == 0
  }
}

/// Throws the `errno` of a system call that failed.
func check(_ result: Int32) throws {
  if result != 0 { throw Errno(rawValue: errno) }
}
