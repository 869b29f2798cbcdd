internal import Glibc
internal import SystemPackage

/// The files of a folder, by their relative paths.
struct FolderFiles {
  let folder: Path

  /// All regular files below the folder, sorted; links to files are followed, links to folders not.
  func paths() throws(RunError) -> [Path] {
    try paths(below: nil).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  private func paths(below part: Path?) throws(RunError) -> [Path] {
    var found: [Path] = []
    for name in try Self.names(in: part.map(folder.child) ?? folder) {
      let path = part.map { $0.child(name) } ?? name
      var status = stat()
      guard folder.child(path).withCString({ lstat($0, &status) }) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        found += try paths(below: path)
      } else if !folder.child(path).isDirectory {
        found.append(path)
      }
    }
    return found
  }

  /// The names in a folder, sorted.
  static func names(in folder: Path) throws(RunError) -> [Path] {
    guard let stream = folder.withCString({ opendir($0) }) else {
      throw RunError.io("cannot read the folder \(folder)", Errno(rawValue: errno))
    }
    defer { closedir(stream) }
    var names: [Path] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
          Path(bytes: UnsafeBufferPointer(start: bytes, count: strlen(name)))
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  func has(_ path: Path) -> Bool {
    folder.child(path).withCString { access($0, F_OK) } == 0
  }

  func read(_ path: Path) throws(RunError) -> [UInt8] {
    do {
      return try TextFile.read(folder.child(path))
    } catch {
      throw RunError.io("cannot read \(folder.child(path))", error)
    }
  }

  /// Writes files, all of them or none; creates folders as needed.
  func write(_ texts: [(path: Path, bytes: [UInt8])]) throws(RunError) {
    try TextFiles.write(bytes: texts.map { (folder.child($0.path), $0.bytes) })
  }

  /// Creates a new temporary folder; the caller removes it with `remove`.
  static func temporary() throws(RunError) -> FolderFiles {
    let parent = UnnamedFile.directory
    var template = parent.child("batchlua-XXXXXX").bytes.map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&template) != nil else {
      throw RunError.io("cannot make a folder in \(parent)", Errno(rawValue: errno))
    }
    return FolderFiles(folder: Path(bytes: template.dropLast().map { UInt8(bitPattern: $0) }))
  }

  /// Removes the folder with all that is in it.
  func remove() { Self.remove(folder) }

  private static func remove(_ path: Path) {
    var status = stat()
    guard path.withCString({ lstat($0, &status) }) == 0 else { return }
    if status.st_mode & S_IFMT != S_IFDIR {
      _ = path.withCString { unlink($0) }
      return
    }
    for name in (try? names(in: path)) ?? [] { remove(path.child(name)) }
    _ = path.withCString { rmdir($0) }
  }
}
