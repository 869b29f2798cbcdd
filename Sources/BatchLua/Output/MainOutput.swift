internal import LazyJSON

/// The main output of a run: a file, the parts of one whose path has `{part}`, or a function.
final class MainOutput {
  private let pattern: PathPattern?
  private let descriptors = DescriptorPool()
  /// The parts so far, or the one file; empty if the output is a function.
  private(set) var files: [OutputFile]
  /// The destination of the lines; the first one if there are parts.
  private let first: any LineOutput
  /// The name in messages.
  let name: String

  init(_ output: RunOutput) throws(RunError) {
    switch output.target {
    case .file(let path):
      pattern = path == "-" ? nil : try Self.pattern(path)
      let file = try OutputFile(pattern?.path(part: 1) ?? path)
      (files, first) = ([file], file)
      name = pattern == nil ? file.name : path.description
    case .pushing(let push):
      (pattern, files) = (nil, [])
      first = PushedOutput(push)
      name = first.name
    }
  }

  /// Writes to a file that is already open.
  init(_ file: OutputFile) {
    pattern = nil
    (files, first) = ([file], file)
    name = file.name
  }

  /// The pattern of a path with `{part}`; nil for other paths.
  static func pattern(_ path: Path) throws(RunError) -> PathPattern? {
    do throws(BindingError) {
      let pattern = try PathPattern(path, for: "-o")
      return pattern.hasParts ? pattern : nil
    } catch {
      throw RunError(.usage, "\(error.message)")
    }
  }

  var hasParts: Bool { pattern != nil }
  var isAtomic: Bool { first.isAtomic }
  var bytesWritten: Int {
    hasParts ? files.reduce(0) { $0 + $1.bytesWritten } : first.bytesWritten
  }

  /// Writes the committed lines of the sink.
  func drain(_ sink: CheckedLines) throws {
    guard let pattern else { return try sink.drain { try first.write($0) } }
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

  /// Surplus parts of an earlier run.
  var stale: [Path] { pattern?.paths(after: files.count) ?? [] }

  func discard() { for file in files { file.discard() } }
}
