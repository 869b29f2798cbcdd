internal import CThreads

/// The cores that a run may use, distributed among those of its threads that wake each other often.
/// A thread that takes none inherits those of the thread that started it.
struct CPUAffinity: Sendable {
  let cores: ct_cores
  private let isUsed: Bool

  /// With `isUsed` false, threads run where the system puts them.
  init(isUsed: Bool = true) {
    self.isUsed = isUsed
    cores = isUsed ? ct_find_cores() : ct_cores()
  }

  /// How many cores the calling thread may use: those that it may run on, and no more than the share of
  /// processor time that a container has.
  static var usableCores: Int { Int(ct_count_cores()) }

  /// Has the calling thread keep to a share, `part` of 0 ..< `parts`. Part 0 has the core of the
  /// thread that made this. No effect where there are fewer cores than parts.
  func take(_ part: Int, of parts: Int) {
    if !isUsed { return }
    withUnsafePointer(to: cores) { ct_take_share($0, Int32(part), Int32(parts)) }
  }

  /// Has the calling thread run on all of them.
  func takeAll() { take(0, of: 1) }
}
