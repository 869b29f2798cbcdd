internal import Glibc
internal import SystemPackage

/// A file that is replaced and gets a further name, such as "in.jsonl.bak": as a link, which is made
/// beside that name before the outputs are put in place, and renamed with them.
struct KeptFile {
  private let path: Path
  /// The further name.
  let name: Path
  /// What messages call the two.
  let shown: (path: Path, name: Path)
  /// The link, while it is beside its name.
  private var link: Path?
  /// What had the name before.
  private var old: Path?
  private var isPlaced = false

  /// Throws when there is something by the name that is no regular file.
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

  /// All that can fail before the first output appears.
  mutating func prepare() throws(RunError) { link = try linked(path) }

  mutating func place() throws(RunError) {
    guard let link else { return }
    var status = stat()
    if name.withCString({ lstat($0, &status) }) == 0 { old = try linked(name) }
    guard link.rename(to: name) == 0 else { throw failure(errno) }
    isPlaced = true
    // Two names of one file stay both when one is renamed to the other.
    remove(link)
    self.link = nil
  }

  /// Brings back what had the name. When it cannot, that is what it says.
  mutating func undo() -> MessageText? {
    guard isPlaced else { return nil }
    isPlaced = false
    guard let old else {
      let isGone = name.unlink() == 0
      return isGone ? nil : "\(name) is new"
    }
    if old.rename(to: name) == 0 { return nil }
    // What cannot be brought back stays beside it.
    TemporaryFiles.remove(old)
    self.old = nil
    return "\(name) is new, and what it was is \(old)"
  }

  /// Leaves nothing beside the name.
  mutating func settle() {
    for path in [link, old].compactMap(\.self) { remove(path) }
    (link, old) = (nil, nil)
  }

  /// A further name of a file, beside the one that is to be its own.
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
