internal import CSandbox
internal import Glibc

/// The limit for the outputs of a sandboxed run, together on each file system: nine tenths of its
/// free space. The child observes it, and the parent checks that.
final class OutputRoom {
  /// The limit by file system; in the child, the rest of it.
  private var free: [dev_t: Int] = [:]
  /// Open regular files, with their sizes at the beginning.
  private var files: [(descriptor: Int32, start: Int)] = []

  struct Full: Error, CustomStringConvertible {
    let description = "no space left on the device: a sandboxed run leaves a tenth of it free"
  }

  /// Adds an open file; one that is not a regular file needs no space.
  func add(_ file: Int32) {
    var system = statvfs()
    guard let status = Self.status(of: file), fstatvfs(file, &system) == 0 else { return }
    files.append((file, Self.size(status)))
    // A full disk reports that itself.
    free[status.st_dev] = max(1 << 20, Int(system.f_bavail) * Int(system.f_frsize) / 10 * 9)
  }

  /// To be called before `count` bytes are written to a file.
  func take(_ count: Int, for file: Int32) throws(Full) {
    guard let device = Self.status(of: file)?.st_dev, let rest = free[device] else { return }
    if count > rest { throw Full() }
    free[device] = rest - count
  }

  /// The most bytes of any file, for the kernel's limit.
  var limit: UInt64 {
    let limits = files.map { file in
      let status = Self.status(of: file.descriptor)
      return UInt64(Int(status?.st_size ?? 0) + (status.flatMap { free[$0.st_dev] } ?? 0))
    }
    return limits.max() ?? 1 << 40
  }

  /// Whether the limit is exceeded, for the parent.
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

  /// The space of a file, without holes and without space that is preallocated beyond its end.
  private static func size(_ status: stat) -> Int {
    min(Int(status.st_size), Int(status.st_blocks) * 512)
  }
}
