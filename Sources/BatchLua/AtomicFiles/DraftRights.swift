internal import Glibc
internal import SystemPackage

/// The rights of a committed file.
extension Draft {
  /// Gives the new file the owner, group and rights of the one that it replaces, as far as this
  /// process may set them. Otherwise nobody gets more rights than before: no more than on a new
  /// file, and another group no more than everybody. Set-user-ID and set-group-ID bits are never
  /// copied.
  func setRights(of file: FileDescriptor) throws {
    guard let old = target.old else { return try check(fchmod(file.rawValue, newMode)) }
    // It may have inherited a list from its directory.
    try AccessList.remove(from: file)
    var mode = old.mode & 0o777
    if let list = old.list { mode &= ~0o070 | list.groupRights << 3 }
    var now = stat()
    try check(fstat(file.rawValue, &now))
    if now.st_gid != old.group, fchown(file.rawValue, uid_t.max, old.group) != 0 {
      mode &= ~0o070 | (mode & 0o007) << 3
      lost.append("group \(old.group)")
    }
    if now.st_uid != old.owner, fchown(file.rawValue, old.owner, gid_t.max) != 0 {
      mode &= Self.modeOfNewFiles
      lost.append("owner \(old.owner)")
    }
    try check(fchmod(file.rawValue, mode))
    // The list gives rights to those whom the old owner named.
    if let list = old.list, !lost.isEmpty || !list.set(on: file) {
      lost.append("access control list")
    }
  }

  static func mode(of file: FileDescriptor) throws -> mode_t {
    var status = stat()
    try check(fstat(file.rawValue, &status))
    return status.st_mode & 0o777
  }

  /// The mask can only be read by setting it: other threads get a stricter one meanwhile.
  static var modeOfNewFiles: mode_t {
    let mask = umask(0o077)
    umask(mask)
    return 0o666 & ~mask
  }
}
