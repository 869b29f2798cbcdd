internal import Glibc
internal import SystemPackage

/// The identity of a file: equal for all paths of one file. Only regular files and standard input
/// have one.
enum FileIdentity: Hashable {
  case standardInput
  case file(device: dev_t, number: ino_t)
  /// A file that does not exist yet, by its path.
  case name(Path)

  init?(_ path: Path) {
    if path.isStandardInput {
      self = .standardInput
      return
    }
    if OutputTarget.standardStream(path) != nil { return nil }
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else {
      self = .name(OutputTarget.resolve(path))
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    self = .file(device: status.st_dev, number: status.st_ino)
  }

  /// The regular file that is open.
  init?(_ file: FileDescriptor) {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self = .file(device: status.st_dev, number: status.st_ino)
  }

  /// The identity of an input that can be read only once, such as standard input or a pipe; nil for
  /// others.
  init?(stream path: Path) {
    var status = stat()
    let isThere =
      path.isStandardInput
      ? fstat(StandardStreams.input.rawValue, &status) == 0
      : path.withCString({ stat($0, &status) }) == 0
    if isThere && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT) {
      self = .file(device: status.st_dev, number: status.st_ino)
    } else if path.isStandardInput {
      self = .standardInput
    } else {
      return nil
    }
  }
}

extension Path {
  /// Whether it means the standard input of this process, by any of its names.
  var isStandardInput: Bool {
    self == "-" || self == "/dev/stdin" || OutputTarget.standardStream(self) == 0
  }
}
