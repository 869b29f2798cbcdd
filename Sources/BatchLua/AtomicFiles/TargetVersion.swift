internal import Glibc

/// The version of the regular file at the target of an output. It changes if another program writes
/// the target meanwhile, so that a run never overwrites the output of another one.
enum TargetVersion: Equatable {
  case nothing
  case file(device: dev_t, number: ino_t, size: Int, seconds: Int, nanoseconds: Int)

  init(_ path: Path) {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else {
      self = .nothing
      return
    }
    self = .file(
      device: status.st_dev, number: status.st_ino, size: status.st_size,
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }

  /// Whether the target may be replaced: it does not exist, or is the same as when the run began.
  func allows(_ now: TargetVersion) -> Bool { now == .nothing || now == self }
}

/// The turn of one process to check targets in directories and to rename files there. Others that
/// do the same wait briefly, but not for a process that is stopped.
final class PlacingTurn {
  private var locks: [Int32] = []
  /// A millisecond each.
  private static let mostTries = 2000

  /// Without effect for directories that cannot be locked.
  init(in directories: Set<Path>) {
    // In a fixed order, so that no two processes wait for each other.
    for directory in directories.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
      let lock = directory.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      if lock < 0 { continue }
      locks.append(lock)
      var tries = 0
      while flock(lock, LOCK_EX | LOCK_NB) != 0, tries < Self.mostTries,
        errno == EWOULDBLOCK || errno == EINTR
      {
        usleep(1000)
        tries += 1
      }
    }
  }

  func end() {
    for lock in locks { close(lock) }
    locks = []
  }

  deinit { end() }
}
