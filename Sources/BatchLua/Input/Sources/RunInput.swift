public import BatchModel

/// An input of a run: a file, also by a string literal as in `inputs: ["in.jsonl"]`, bytes, or a
/// stream. Input that is packed by gzip or Zstandard is unpacked.
public struct RunInput: Sendable, ExpressibleByStringLiteral {
  enum Source: Sendable {
    case file(Path)
    case bytes([UInt8])
    /// A source that is made for each run.
    case made(@Sendable () -> any ByteSource)
    /// The unpacked bytes of another input.
    case copy(UnnamedFile)
  }

  let source: Source
  /// The name in messages.
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

  /// Bytes in memory, read by several threads as a file is.
  public static func bytes(_ bytes: [UInt8], name: String = "input") -> RunInput {
    RunInput(.bytes(bytes), name: Path(name))
  }

  /// Requests in memory, encoded as the run reads them.
  public static func records(
    _ records: some Sequence<BatchRequestInput> & Sendable, name: String = "records"
  ) -> RunInput {
    RunInput(.made { RecordSource(records) }, name: Path(name))
  }

  /// Bytes that `read` appends: any number up to the capacity of the span, or none at the end. It
  /// is called by one thread of the run, and may block. An error that it throws ends the run.
  public static func pulling(
    name: String = "input", _ read: @escaping @Sendable (inout OutputRawSpan) throws -> Void
  ) -> RunInput {
    RunInput(.made { PulledSource(read) }, name: Path(name))
  }

  /// Bytes in pieces that may be cut anywhere, such as those of an upload. Few pieces are read
  /// ahead of the run. An error that the sequence throws ends the run; if the run ends before the
  /// sequence, the task that iterates over it is cancelled.
  public static func stream<Pieces: AsyncSequence & Sendable>(
    _ pieces: Pieces, name: String = "input"
  ) -> RunInput where Pieces.Element: Sequence<UInt8> & Sendable {
    RunInput(.made { StreamSource.reading(pieces) }, name: Path(name))
  }

  /// Whether it can be read again from its beginning.
  var isRepeatable: Bool {
    switch source {
    case .bytes, .copy: true
    case .file(let path): path != "-" && InputFile.isRegular(path)
    case .made: false
    }
  }

  /// The input, or a copy of it if it can be read only once.
  func repeatable() throws(RunError) -> RunInput {
    if isRepeatable { return self }
    let (input, copy) = (try DirectOpener().open(self), try UnnamedFile())
    try copy.appendAll { (space) throws(RunError) in try input.read(into: space) }
    return RunInput(.copy(copy), name: input.path)
  }

  /// The path of a file; nil for other inputs.
  public var path: Path? { if case .file(let path) = source { path } else { nil } }

  var isStandardInput: Bool { path == "-" }
}

extension RunInput: CustomStringConvertible {
  /// The name in messages.
  public var description: String { name.description }
}
