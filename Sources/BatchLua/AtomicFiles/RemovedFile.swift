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

  mutating func undo() {
    if let hidden { _ = hidden.rename(to: OutputTarget.resolve(path)) }
    hidden = nil
  }

  mutating func remove() {
    _ = hidden?.unlink()
    hidden = nil
  }
}
