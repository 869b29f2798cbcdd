internal import Glibc

/// Bounds how many outputs have a file descriptor at a time: the one that was not written to for
/// the longest time gives its back.
final class DescriptorPool {
  /// 64, or less than half of what the process may have; the rest is for inputs and others.
  static let limit: Int = {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 64 }
    return max(2, Int(min(limit.rlim_cur, 144)) / 2 - 8)
  }()
  /// The least recently used first.
  private var open: [OutputFile] = []

  /// To be called before each write to a file.
  func use(_ file: OutputFile) throws(RunError) {
    if open.last === file || !file.isAtomic { return }
    if let index = open.firstIndex(where: { $0 === file }) {
      open.remove(at: index)
    } else if open.count == Self.limit {
      try open.removeFirst().suspend()
    }
    open.append(file)
  }

  /// The file is not to be written.
  func forget(_ file: OutputFile) { open.removeAll { $0 === file } }

  /// The file is written: its descriptor is given back.
  func end(_ file: OutputFile) throws(RunError) {
    guard let index = open.firstIndex(where: { $0 === file }) else { return }
    open.remove(at: index)
    try file.suspend()
  }
}
