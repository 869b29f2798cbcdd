internal import CSandbox
internal import Glibc

/// A regular file and its state, which differs after each change.
struct FileVersion: Equatable {
  let size: Int
  private let device: dev_t
  private let number: ino_t
  private let seconds: Int
  private let nanoseconds: Int

  /// The version of an open file; nil unless it is a regular file.
  init?(_ file: Int32) {
    var status = stat()
    guard cs_status(file, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The version of the file that a path leads to; nil unless it is a regular file.
  init?(at path: Path) {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = status.st_size
    (device, number) = (status.st_dev, status.st_ino)
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}
