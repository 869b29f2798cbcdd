internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// A file that is there whole or not at all: written beside the target under another name, and put
/// in its place by `commit`. What is no regular file (standard output, pipes, devices) is written
/// directly.
final class OutputFile {
  /// What messages call it.
  let name: String
  private let file: FileDescriptor
  private let target: String?
  private let temporary: String?
  private var mode: mode_t?
  private(set) var bytesWritten = 0
  private var isOpen = true

  /// Whether nothing is visible before `commit`.
  var isAtomic: Bool { temporary != nil }

  /// Standard output when `path` is nil or "-".
  init(_ path: String?) throws(RunError) {
    guard let path, path != "-" else {
      name = "standard output"
      file = .standardOutput
      target = nil
      temporary = nil
      return
    }
    name = path
    let real = Self.resolve(path)
    var status = stat()
    let exists = stat(real, &status) == 0
    do {
      if exists && status.st_mode & S_IFMT == S_IFDIR {
        throw RunError(.io, "\(path) is a directory")
      }
      if exists && status.st_mode & S_IFMT != S_IFREG {
        file = try FileDescriptor.open(FilePath(path), .writeOnly)
        target = nil
        temporary = nil
        return
      }
      if exists && access(real, W_OK) != 0 { throw Errno(rawValue: errno) }
      let beside = "\(real).batchlua-\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
      file = try FileDescriptor.open(
        FilePath(beside), .writeOnly, options: [.create, .exclusiveCreate],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      if exists { mode = status.st_mode & 0o7777 }
      target = real
      temporary = beside
      TemporaryFiles.add(beside)
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError.io("cannot write \(path)", error)
    }
  }

  deinit { discard() }

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

  func write(_ bytes: Bytes) throws(RunError) {
    guard bytes.count > 0 else { return }
    do {
      try file.writeAll(UnsafeRawBufferPointer(bytes))
    } catch let error as Errno where error == .brokenPipe {
      throw RunError(.closed, "\(name) was closed by its reader")
    } catch {
      throw RunError.io("cannot write \(name)", error)
    }
    bytesWritten += bytes.count
  }

  /// Puts the file in place, its contents on the disk.
  func commit() throws(RunError) {
    guard let target, let temporary else { return }
    func check(_ result: Int32) throws(RunError) {
      if result != 0 { throw RunError.io("cannot write \(name)", Errno(rawValue: errno)) }
    }
    if let mode { try check(fchmod(file.rawValue, mode)) }
    try check(fsync(file.rawValue))
    isOpen = false
    try check(close(file.rawValue))
    try check(rename(temporary, target))
    TemporaryFiles.remove(temporary)
    self.mode = nil
    isCommitted = true
  }

  private var isCommitted = false

  /// Leaves nothing of it; no effect after `commit`.
  func discard() {
    guard let temporary, !isCommitted else { return }
    if isOpen { _ = close(file.rawValue) }
    isOpen = false
    unlink(temporary)
    TemporaryFiles.remove(temporary)
    isCommitted = true
  }
}
