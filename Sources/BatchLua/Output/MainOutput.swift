internal import LazyJSON

/// The main output of a run: a file, or the parts of one whose path has `{part}`.
final class MainOutput {
  private let pattern: PathPattern?
  private let descriptors = DescriptorPool()
  /// Parts that were begun, or the one file.
  private(set) var files: [OutputFile]
  /// What messages call it.
  let name: String

  /// Standard output when `path` is nil or "-".
  init(_ path: Path?) throws(RunError) {
    pattern = try path.flatMap { (path) throws(RunError) in try Self.pattern(path) }
    files = [try OutputFile(pattern?.path(part: 1) ?? path)]
    name = pattern == nil ? files[0].name : path?.description ?? ""
  }

  /// A file that was opened before.
  init(_ file: OutputFile) {
    pattern = nil
    files = [file]
    name = file.name
  }

  /// nil for a path without parts.
  static func pattern(_ path: Path) throws(RunError) -> PathPattern? {
    do throws(BindingError) {
      let pattern = try PathPattern(path, for: "-o")
      return pattern.hasParts ? pattern : nil
    } catch {
      throw RunError(.usage, "\(error.message)")
    }
  }

  var hasParts: Bool { pattern != nil }
  var isAtomic: Bool { files[0].isAtomic }
  var bytesWritten: Int { files.reduce(0) { $0 + $1.bytesWritten } }

  /// Takes what the sink keeps.
  func drain(_ sink: CheckedLines) throws {
    guard let pattern else { return try sink.drain { try files[0].write($0) } }
    try sink.drainParts { bytes, isNew in
      if isNew {
        try descriptors.end(files.last!)
        files.append(try OutputFile(pattern.path(part: files.count + 1)))
      }
      try descriptors.use(files.last!)
      try files.last!.write(bytes)
    }
  }

  /// The path of a part, for messages.
  func path(part: Int) -> String { pattern?.path(part: part).description ?? name }

  /// Parts of an earlier run that had more.
  var stale: [Path] { pattern?.paths(after: files.count) ?? [] }

  func discard() { for file in files { file.discard() } }
}
