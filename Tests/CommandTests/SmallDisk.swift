import Foundation
import Glibc

/// A file system of its own on a folder, as long as this value is there.
final class SmallDisk {
  private let path: String

  init(_ path: String, options: String) throws {
    self.path = path
    guard mount("batchlua-tests", path, "tmpfs", 0, options) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  static let isPossible: Bool = {
    guard let tool = try? Tool() else { return false }
    return withExtendedLifetime(tool) {
      (try? SmallDisk(tool.folder.path, options: "size=64k")) != nil
    }
  }()
}
