internal import Glibc
internal import SystemPackage

/// The target of an output, and its current file.
struct OutputTarget {
  /// The file that links lead to, so that they stay links.
  let path: Path
  /// Mode, owner, group and access list of the existing regular file; nil if there is none.
  let old: (mode: mode_t, owner: uid_t, group: gid_t, list: AccessList?)?
  /// Whether it is a pipe, a device or the like, which cannot be replaced.
  let isDirect: Bool

  /// Throws when it cannot be written.
  init(_ name: Path) throws {
    try Self.checkName(name)
    path = Self.resolve(name)
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else {
      if errno != ENOENT { throw Errno(rawValue: errno) }
      (old, isDirect) = (nil, false)
      return
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw RunError(.io, "\(name) is a directory") }
    isDirect = kind != S_IFREG
    old =
      isDirect
      ? nil
      : (status.st_mode & 0o7777, status.st_uid, status.st_gid, try AccessList(of: path))
    if !isDirect && path.withCString({ access($0, W_OK) }) != 0 { throw Errno(rawValue: errno) }
  }

  /// Throws for a name that no file can have.
  static func checkName(_ name: Path) throws(RunError) {
    if name.endsInSlash && !name.isDirectory {
      throw RunError(.io, "cannot write \(name): a name that ends in '/' is that of a directory")
    }
  }

  /// A unique name beside it that is short enough for file systems: 255 bytes, with some reserved
  /// for a suffix.
  var temporaryName: Path { Self.temporaryName(beside: path) }

  static func temporaryName(beside path: Path) -> Path {
    var base = path.bytes[...]
    if path.name.count > 215 {
      base = base.dropLast(path.name.count - 215)
      // Cut between characters: some file systems refuse invalid UTF-8.
      let end = base.endIndex
      if path.bytes[end] & 0xC0 == 0x80 {
        while let last = base.popLast(), last & 0xC0 == 0x80 {}
      }
    }
    let number = UInt32.random(in: 0 ... .max)
    return Path(bytes: base).appending(".batchlua-\(getpid())-\(number).tmp")
  }

  /// The open descriptor that a path such as /dev/stdout or /dev/fd/3 means: it is written
  /// directly, even if it is a regular file.
  static func standardStream(_ path: Path) -> Int32? {
    switch path {
    case "/dev/stdout": return StandardStreams.output.rawValue
    case "/dev/stderr": return 2
    default: break
    }
    for directory in ["/dev/fd/", "/proc/self/fd/"] {
      guard let number = path.dropping(prefix: directory) else { continue }
      return Int32(String(decoding: number, as: UTF8.self))
    }
    return nil
  }

  /// The file that links lead to, so that they remain links; it need not exist.
  static func resolve(_ path: Path) -> Path {
    var path = path
    for _ in 0..<40 {
      if let real = path.real { return real }
      guard let target = path.linkTarget else { break }
      path = path.parent.child(target)
    }
    guard !path.name.isEmpty, let parent = path.parent.real else { return path }
    return parent.child(Path(bytes: path.name))
  }
}
