internal import Glibc
internal import SystemPackage

/// A file that is removed when the outputs of a run are committed, and only then.
struct RemovedFile {
  private let path: Path
  private var hidden: Path?

  init(_ path: Path) { self.path = path }

  /// Renames it to a temporary name.
  mutating func hide() throws(RunError) {
    do {
      let target = try OutputTarget(path)
      if target.isDirect { return }
      let name = target.temporaryName
      guard target.path.rename(to: name) == 0 else { throw Errno(rawValue: errno) }
      hidden = name
    } catch {
      throw error as? RunError ?? RunError.io("cannot remove \(path)", error)
    }
  }

  /// Gives the file its name again. Returns what to say when that fails.
  mutating func undo() -> MessageText? {
    guard let hidden else { return nil }
    self.hidden = nil
    let isBack = hidden.rename(to: OutputTarget.resolve(path)) == 0
    return isBack ? nil : "\(path) is now \(hidden)"
  }

  /// Removes the file that was hidden. Returns its name and the reason when that fails.
  mutating func remove() -> (path: Path, reason: Errno)? {
    guard let hidden else { return nil }
    self.hidden = nil
    return hidden.unlink() == 0 ? nil : (hidden, Errno(rawValue: errno))
  }
}
