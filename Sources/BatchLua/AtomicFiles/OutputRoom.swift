internal import CSandbox
internal import Glibc

/// How many bytes the outputs of a sandboxed run may have, together on each file system: nine
/// tenths of what is free there. The child keeps to it, and the parent checks that.
final class OutputRoom {
  /// By file system; in the child, what is left.
  private var free: [dev_t: Int] = [:]
  /// Regular files that are open, with what was in them.
  private var files: [(descriptor: Int32, start: Int)] = []

  struct Full: Error, CustomStringConvertible {
    let description = "no space left on the device: a sandboxed run leaves a tenth of it free"
  }

  /// Counts in a file that is open; one that is no regular file takes no space.
  func add(_ file: Int32) {
    var system = statvfs()
    guard let status = Self.status(of: file), fstatvfs(file, &system) == 0 else { return }
    files.append((file, Self.size(status)))
    // A full disk reports that itself.
    free[status.st_dev] = max(1 << 20, Int(system.f_bavail) * Int(system.f_frsize) / 10 * 9)
  }

  /// To be called before so many bytes are written to a file.
  func take(_ count: Int, for file: Int32) throws(Full) {
    guard let device = Self.status(of: file)?.st_dev, let rest = free[device] else { return }
    if count > rest { throw Full() }
    free[device] = rest - count
  }

  /// How long any file may become, for the kernel to see to it.
  var limit: UInt64 {
    let limits = files.map { file in
      let status = Self.status(of: file.descriptor)
      return UInt64(Int(status?.st_size ?? 0) + (status.flatMap { free[$0.st_dev] } ?? 0))
    }
    return limits.max() ?? 1 << 40
  }

  /// Whether there is more than may be, for the parent.
  var isExceeded: Bool {
    var used: [dev_t: Int] = [:]
    for file in files {
      guard let status = Self.status(of: file.descriptor) else { continue }
      used[status.st_dev, default: 0] += Self.size(status) - file.start
    }
    return used.contains { $0.value > free[$0.key] ?? 0 }
  }

  private static func status(of file: Int32) -> stat? {
    var status = stat()
    guard cs_status(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return status
  }

  /// The space it takes: holes take none, and space that is preallocated beyond the end is given
  /// back.
  private static func size(_ status: stat) -> Int {
    min(Int(status.st_size), Int(status.st_blocks) * 512)
  }
}
