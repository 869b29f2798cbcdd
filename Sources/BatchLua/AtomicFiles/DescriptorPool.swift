internal import Glibc

/// Bounds the descriptors and packing buffers that the outputs of writers, or the parts of an
/// output, hold: the least recently used give back first their buffers, then their descriptors.
final class DescriptorPool {
  /// Less than a quarter of the descriptors that the process may have: of two pools less than half.
  /// The rest is for inputs and others.
  static var share: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 64 }
    return max(2, Int(min(limit.rlim_cur, 1024)) / 4 - 4)
  }
  private let limit = DescriptorPool.share
  /// How many may be in the middle of packed data, which takes up to some megabytes each.
  private static let busy = 64
  /// The least recently used first.
  private var open: [OutputFile] = []

  /// To be called before a write to a file.
  func use(_ file: OutputFile) throws(RunError) {
    if open.last === file || !file.isAtomic { return }
    if let index = open.lastIndex(where: { $0 === file }) {
      open.remove(at: index)
    } else if open.count == limit {
      try open.removeFirst().suspend()
    }
    open.append(file)
    if open.count > Self.busy { try open[open.count - Self.busy - 1].rest() }
  }

  /// Gives back all descriptors when the process has run out of them. False when it has not, or
  /// when there are none to give back.
  func relieve() throws(RunError) -> Bool {
    let probe = dup(2)
    let hasNone = probe < 0 && errno == EMFILE
    if probe >= 0 { close(probe) }
    if !hasNone || open.isEmpty { return false }
    for file in open { try file.suspend() }
    open = []
    return true
  }

  /// The file is not to be written.
  func forget(_ file: OutputFile) { open.removeAll { $0 === file } }

  /// The file is written: its descriptor is the first to be given back.
  func end(_ file: OutputFile) throws(RunError) {
    guard let index = open.lastIndex(where: { $0 === file }) else { return }
    open.remove(at: index)
    open.insert(file, at: 0)
    try file.rest()
  }
}
