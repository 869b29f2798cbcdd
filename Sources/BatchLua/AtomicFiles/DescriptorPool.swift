internal import Glibc

/// Limits the descriptors and packing buffers of the outputs of writers, or of the parts of an
/// output: the least recently used files release first their buffers, then their descriptors.
final class DescriptorPool {
  /// Less than a quarter of the descriptors that the process may have: of two pools less than half.
  /// The rest is for inputs and others.
  static var share: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 64 }
    return max(2, Int(min(limit.rlim_cur, 1024)) / 4 - 4)
  }
  private let limit = DescriptorPool.share
  /// The number of files that may be in the middle of packed data, which takes some megabytes each.
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

  /// Releases all descriptors if the process has run out of them. False if it has not, or if there
  /// are none to release.
  func relieve() throws(RunError) -> Bool {
    let probe = dup(2)
    let hasNone = probe < 0 && errno == EMFILE
    if probe >= 0 { close(probe) }
    if !hasNone || open.isEmpty { return false }
    for file in open { try file.suspend() }
    open = []
    return true
  }

  /// Removes a file that is not written any more.
  func forget(_ file: OutputFile) { open.removeAll { $0 === file } }

  /// To be called when a file is complete: its descriptor is the first to be released.
  func end(_ file: OutputFile) throws(RunError) {
    guard let index = open.lastIndex(where: { $0 === file }) else { return }
    open.remove(at: index)
    open.insert(file, at: 0)
    try file.rest()
  }
}
