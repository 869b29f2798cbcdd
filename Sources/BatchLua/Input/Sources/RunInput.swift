public import BatchModel

/// Where a run gets lines from. The path of a file is one, also as a string literal:
/// `inputs: ["in.jsonl"]`. What is packed by gzip or Zstandard is unpacked, wherever it comes from.
public struct RunInput: Sendable, ExpressibleByStringLiteral {
  enum Source: Sendable {
    case file(Path)
    case bytes([UInt8])
    /// Made anew for each run.
    case made(@Sendable () -> any ByteSource)
    /// Of another input, unpacked.
    case copy(UnnamedFile)
  }

  let source: Source
  /// What messages call it.
  let name: Path

  private init(_ source: Source, name: Path) {
    self.source = source
    self.name = name
  }

  /// The file of this path, "-" for standard input.
  public init(stringLiteral path: String) { self = .file(path) }

  /// A file, "-" for standard input.
  public static func file(_ path: Path) -> RunInput { RunInput(.file(path), name: path) }

  /// A file, "-" for standard input.
  public static func file(_ path: String) -> RunInput { .file(Path(path)) }

  /// Bytes in memory, read at several places at a time as a file is.
  public static func bytes(_ bytes: [UInt8], name: String = "input") -> RunInput {
    RunInput(.bytes(bytes), name: Path(name))
  }

  /// Requests in memory, encoded as the run asks for them.
  public static func records(
    _ records: some Sequence<BatchRequestInput> & Sendable, name: String = "records"
  ) -> RunInput {
    RunInput(.made { RecordSource(records) }, name: Path(name))
  }

  /// Bytes that `read` appends, as many as it likes up to the room of the span; when it appends
  /// nothing, that is the end. It is called by one thread of the run's own, where it may wait. What
  /// it throws ends the run.
  public static func pulling(
    name: String = "input", _ read: @escaping @Sendable (inout OutputRawSpan) throws -> Void
  ) -> RunInput {
    RunInput(.made { PulledSource(read) }, name: Path(name))
  }

  /// Pieces of bytes that come, cut anywhere, such as those of an upload. At most a few are taken
  /// before the run has room for them. What the sequence throws ends the run; when the run ends
  /// before it, the task that iterates over it is cancelled.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, name: String = "input"
  ) -> RunInput where Pieces.Element: Sequence<UInt8> & Sendable {
    RunInput(.made { StreamSource.reading(pieces) }, name: Path(name))
  }

  /// Whether it can be read again, each time from its beginning.
  var isRepeatable: Bool {
    switch source {
    case .bytes, .copy: true
    case .file(let path): path != "-" && InputFile.isRegular(path)
    case .made: false
    }
  }

  /// What can be read once, copied to be read again. Nothing is copied of other inputs.
  func repeatable() throws(RunError) -> RunInput {
    if isRepeatable { return self }
    let (input, copy) = (try DirectOpener().open(self), try UnnamedFile())
    try copy.appendAll { (space) throws(RunError) in try input.read(into: space) }
    return RunInput(.copy(copy), name: input.path)
  }

  /// The path of a file; nil for what is none.
  public var path: Path? { if case .file(let path) = source { path } else { nil } }

  var isStandardInput: Bool { path == "-" }
}

extension RunInput: CustomStringConvertible {
  /// What messages call it.
  public var description: String { name.description }
}
