internal import Glibc
internal import SystemPackage

/// A backup of a file that a run replaces, such as "in.jsonl.bak": a hard link that is created
/// under a temporary name before the outputs are committed, and renamed together with them.
struct BackupFile {
  private let path: Path
  /// The name of the backup.
  let name: Path
  /// What messages call the two.
  let shown: (path: Path, name: Path)
  /// The link, while it has its temporary name.
  private var link: Path?
  /// A link to the file that had the name before.
  private var old: Path?
  private var isPlaced = false

  /// Throws when the name is taken by something that is not a regular file.
  init(_ file: Path, suffix: String) throws(RunError) {
    path = OutputTarget.resolve(file)
    name = path.appending(suffix)
    shown = (file, path.name == file.name ? file.appending(suffix) : name)
    var status = stat()
    if name.withCString({ stat($0, &status) }) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind != S_IFREG {
        let what = kind == S_IFDIR ? "a directory" : "no regular file"
        throw RunError(.io, "cannot keep \(shown.path) as \(shown.name), which is \(what)")
      }
    } else if errno != ENOENT {
      throw failure(errno)
    }
  }

  /// Does everything that can fail before the first output is committed.
  mutating func prepare() throws(RunError) { link = try linked(path) }

  mutating func commit() throws(RunError) {
    guard let link else { return }
    var status = stat()
    if name.withCString({ lstat($0, &status) }) == 0 { old = try linked(name) }
    guard link.rename(to: name) == 0 else { throw failure(errno) }
    isPlaced = true
    // Renaming one link of a file to another does nothing: both stay.
    remove(link)
    self.link = nil
  }

  /// Restores the file that had the name. Returns what to say when that fails.
  mutating func undo() -> MessageText? {
    guard isPlaced else { return nil }
    isPlaced = false
    guard let old else {
      let isGone = name.unlink() == 0
      return isGone ? nil : "\(name) is new"
    }
    if old.rename(to: name) == 0 { return nil }
    // What cannot be restored stays beside it.
    TemporaryFiles.remove(old)
    self.old = nil
    return "\(name) is new, and what it was is \(old)"
  }

  /// Removes the temporary names.
  mutating func removeTemporaries() {
    for path in [link, old].compactMap(\.self) { remove(path) }
    (link, old) = (nil, nil)
  }

  /// Links a file under a temporary name beside the backup's.
  private func linked(_ file: Path) throws(RunError) -> Path {
    let beside = OutputTarget.temporaryName(beside: name)
    do {
      try TemporaryFiles.make(beside) { try check(file.link(to: beside)) }
    } catch {
      throw RunError.io("cannot keep \(shown.path) as \(shown.name)", error)
    }
    return beside
  }

  private func failure(_ number: Int32) -> RunError {
    RunError.io("cannot keep \(shown.path) as \(shown.name)", Errno(rawValue: number))
  }

  private func remove(_ path: Path) {
    _ = path.unlink()
    TemporaryFiles.remove(path)
  }
}
