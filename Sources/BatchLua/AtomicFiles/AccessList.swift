internal import Glibc
internal import SystemPackage
internal import SystemXattr

/// An access control list (POSIX ACL) of a file in the kernel's format: a version, and entries of a
/// tag, rights and a number, little-endian.
struct AccessList {
  private static let name = "system.posix_acl_access"
  private static let ofGroup: UInt16 = 4
  private let bytes: [UInt8]

  /// nil if the file has none, or the file system does not support them.
  init?(of path: Path) throws {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = path.withCString { getxattr($0, Self.name, &bytes, bytes.count) }
    if count < 0 {
      if [ENODATA, ENOTSUP, ENOSYS, EINVAL].contains(errno) { return nil }
      throw Errno(rawValue: errno)
    }
    self.bytes = Array(bytes.prefix(count))
  }

  /// The rights of the file's group, as three bits. In a mode these bits are the mask of the list
  /// instead.
  var groupRights: mode_t {
    for at in stride(from: 4, to: bytes.count - 7, by: 8) where number(at) == Self.ofGroup {
      return mode_t(number(at + 2) & 7)
    }
    return 0
  }

  private func number(_ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }

  /// Sets it on a file. False if that is not permitted or not supported.
  func set(on file: FileDescriptor) -> Bool {
    fsetxattr(file.rawValue, Self.name, bytes, bytes.count, 0) == 0
  }

  /// Removes the list that a file has inherited from its directory.
  static func remove(from file: FileDescriptor) throws {
    if fgetxattr(file.rawValue, name, nil, 0) < 0 { return }
    try check(fremovexattr(file.rawValue, name))
  }
}
