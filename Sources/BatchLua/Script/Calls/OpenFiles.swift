internal import BatchModel
internal import CLua
internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// The files that a script has opened, by the numbers of their handles, and which files the run
/// and the script read or write.
final class OpenFiles {
  private var handles: [FileHandle?] = []
  private(set) var writers: [OutputHandle] = []
  /// The files that are read and written, for messages about a second use.
  var reading = FileUses()
  var writing = FileUses()
  /// Directories that were created for outputs, outer ones first.
  private(set) var directories: [Path] = []
  let descriptors = DescriptorPool()
  /// Whether a record is being processed; its lines count only if the record is committed.
  var isInRecord = false
  /// Writers with lines of the current record, which are not committed yet.
  var uncommitted: [OutputHandle] = []
  /// The first failure of a file. The run then fails, even if the script catches the error.
  var failure: RunError?
  /// The sources of rows, one for each reader of rows that was opened.
  private(set) var rowSources: [RowSource] = []
  private var openReaders = 0
  private var manyReaders = 64
  /// Whether Lua was asked for a garbage collection, which is done before the next call.
  var isCollecting = false

  // MARK: Handles

  func add(_ handle: FileHandle) -> UInt64 {
    if manyReaders == .max { manyReaders = max(64, 2 * openReaders) }
    handles.append(handle)
    if let writer = handle as? OutputHandle { writers.append(writer) } else { openReaders += 1 }
    return UInt64(handles.count - 1)
  }

  /// Adds the source of the rows of a reader.
  func nextRowSource(_ path: Path) -> RowSource {
    rowSources.append(RowSource(path, group: UInt32(rowSources.count + 1)))
    return rowSources.last!
  }

  subscript(number: UInt64) -> FileHandle? { handles[Int(number)] }

  /// Removes a handle that Lua has collected. A writer with files is kept until the end of the
  /// run.
  func drop(_ number: UInt64) {
    guard let handle = handles[Int(number)] else { return }
    if let writer = handle as? OutputHandle {
      if !writer.outputs.isEmpty { return }
      writers.removeAll { $0 === writer }
    } else {
      openReaders -= 1
    }
    handles[Int(number)] = nil
  }

  /// Whether so many readers are open that garbage should be collected: more than 64, and twice as
  /// many as after the last collection.
  func isCrowded() -> Bool {
    guard openReaders > manyReaders else { return false }
    manyReaders = .max
    return true
  }

  /// Opens an output of a writer, and creates missing directories.
  func create(_ path: Path) throws -> OutputFile {
    try OutputTarget.checkName(path)
    try makeDirectories(of: path)
    try claim(writing: path)
    do {
      return try open(path)
    } catch {
      if let file = FileIdentity(path) { writing[file] = nil }
      throw error
    }
  }

  private func open(_ path: Path) throws(RunError) -> OutputFile {
    var file: OutputFile
    do {
      file = try OutputFile(path)
    } catch {
      guard try descriptors.relieve() else { throw error }
      file = try OutputFile(path)
    }
    try descriptors.use(file)
    return file
  }

  /// Discards an output that `create` has opened.
  func remove(_ output: OutputFile, _ path: Path) {
    if let file = FileIdentity(path) { writing[file] = nil }
    descriptors.forget(output)
    output.discard()
  }

  private func makeDirectories(of path: Path) throws(RunError) {
    var missing: [Path] = []
    var parent = path.parent
    while parent.withCString({ access($0, F_OK) }) != 0, parent != parent.parent {
      missing.append(parent)
      parent = parent.parent
    }
    for directory in missing.reversed() {
      do {
        try TemporaryFiles.make(directory: directory) {
          if directory.withCString({ mkdir($0, 0o777) }) != 0 { throw Errno(rawValue: errno) }
        }
        directories.append(directory)
      } catch let error as Errno where error == .fileExists {
        continue
      } catch {
        throw RunError.io("cannot make the directory \(directory)", error)
      }
    }
  }

  // MARK: Records

  /// Commits the lines that writers have got from the current record.
  @inline(__always)
  func commit() throws(RunError) {
    if !uncommitted.isEmpty { try commitAll() }
  }

  private func commitAll() throws(RunError) {
    let writers = uncommitted
    uncommitted.removeAll(keepingCapacity: true)
    for writer in writers { try guarded { () throws(RunError) in try writer.commit() } }
  }

  /// Rolls these lines back.
  func rollback() {
    for writer in uncommitted { writer.rollback() }
    uncommitted.removeAll(keepingCapacity: true)
  }

  /// Runs `body`, and notes its error if it is the first failure.
  func guarded(_ body: () throws(RunError) -> Void) throws(RunError) {
    do throws(RunError) {
      try body()
    } catch {
      failure = failure ?? error
      throw error
    }
  }

  // MARK: The end

  /// Closes all files. Throws the first failure, also if it occurred earlier.
  func finish() throws(RunError) {
    // To close a reader throws nothing.
    for handle in handles where !(handle is OutputHandle) { try? handle?.close() }
    for writer in writers { try guarded { () throws(RunError) in try writer.end() } }
    if let failure { throw failure }
  }

  /// The files of all writers.
  var outputs: [OutputFile] { writers.flatMap(\.outputs) }

  /// Problems for which the service would refuse the files, each with the path.
  var problems: [(path: Path, text: String)] { writers.flatMap(\.problems) }

  /// To be called after the outputs were committed: removes created directories that are empty,
  /// and keeps the others.
  func keepDirectories() { endDirectories() }

  private func endDirectories() {
    for directory in directories.reversed() {
      _ = directory.withCString { rmdir($0) }
      TemporaryFiles.remove(directory: directory)
    }
    directories = []
  }

  /// Discards all files.
  func discard() {
    for output in outputs { output.discard() }
    endDirectories()
  }

  deinit { discard() }
}
