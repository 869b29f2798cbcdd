internal import Glibc
internal import SystemPackage

/// What stands where an output is to go.
struct OutputTarget {
  /// The file that links lead to, so that they stay links.
  let path: String
  /// Permissions of the regular file that is there; nil when there is none.
  let mode: mode_t?
  /// Whether it is a pipe, a device or the like, which cannot be replaced.
  let isDirect: Bool

  /// Throws when it cannot be written.
  init(_ name: String) throws {
    path = Self.resolve(name)
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno != ENOENT { throw Errno(rawValue: errno) }
      (mode, isDirect) = (nil, false)
      return
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw RunError(.io, "\(name) is a directory") }
    isDirect = kind != S_IFREG
    mode = isDirect ? nil : status.st_mode & 0o7777
    if !isDirect && access(path, W_OK) != 0 { throw Errno(rawValue: errno) }
  }

  /// A name beside it that nothing else has, short enough for file systems: 255 bytes, some of
  /// them kept for a suffix.
  var temporaryName: String {
    var base = path[...]
    var excess = (FilePath(path).lastComponent?.string.utf8.count ?? 0) - 215
    while excess > 0, let last = base.popLast() { excess -= last.utf8.count }
    return "\(base).batchlua-\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
  }

  /// The open descriptor that a path such as /dev/stdout or /dev/fd/3 stands for: it is written
  /// where it is, also when it leads to a regular file.
  static func standardStream(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default: break
    }
    for directory in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(directory) {
      return Int32(path.dropFirst(directory.count))
    }
    return nil
  }

  /// The file that links lead to, so that they stay links; it need not be there yet.
  static func resolve(_ path: String) -> String {
    var path = FilePath(path)
    for _ in 0..<40 {
      if let real = realpath(path.string, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      guard let target = linkTarget(path.string) else { break }
      path = path.removingLastComponent().pushing(FilePath(target))
    }
    guard let name = path.lastComponent else { return path.string }
    let parent = path.removingLastComponent().string
    guard let real = realpath(parent.isEmpty ? "." : parent, nil) else { return path.string }
    defer { free(real) }
    return FilePath(String(cString: real)).appending(name).string
  }

  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { target in
      let count = readlink(path, target.baseAddress!, 4096)
      guard count > 0 else { return nil }
      target[count] = 0
      return String(cString: target.baseAddress!)
    }
  }
}

/// Which file a path means: two paths of one file have one text. What is no regular file has none.
struct FileIdentity {
  let text: String

  init?(_ path: String) {
    if path == "-" || OutputTarget.standardStream(path) != nil { return nil }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      text = "\(status.st_dev):\(status.st_ino)"
      return
    }
    // Not there yet: where it will be.
    text = OutputTarget.resolve(path)
  }
}
