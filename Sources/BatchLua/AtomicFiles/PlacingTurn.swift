internal import Glibc

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
