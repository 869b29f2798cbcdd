internal import CThreads

/// Distributes the cores that a run may use among the threads that often wake each other. A thread
/// without a share inherits that of the thread that started it.
struct CPUAffinity: Sendable {
  let cores: ct_cores
  private let isUsed: Bool

  /// With `isUsed` false, the system schedules threads as usual.
  init(isUsed: Bool = true) {
    self.isUsed = isUsed
    cores = isUsed ? ct_find_cores() : ct_cores()
  }

  /// The number of cores that the calling thread may use, by its affinity and by the processor time
  /// of its container.
  static var usableCores: Int { Int(ct_count_cores()) }

  /// Pins the calling thread to a share of the cores, `part` of 0 ..< `parts`. Part 0 has the core
  /// of the thread that created this value. No effect if there are fewer cores than parts.
  func take(_ part: Int, of parts: Int) {
    if !isUsed { return }
    withUnsafePointer(to: cores) { ct_take_share($0, Int32(part), Int32(parts)) }
  }

  /// Lets the calling thread use all cores again.
  func takeAll() { take(0, of: 1) }
}
