internal import SystemPackage

/// The output of a run: a file, also by a string literal as in `options.output = "out.jsonl"`, or a
/// function.
public struct RunOutput: Sendable, ExpressibleByStringLiteral {
  enum Target: Sendable {
    case file(Path)
    case pushing(@Sendable (RawSpan) throws -> Void)
  }

  let target: Target

  /// The file of this path, "-" for standard output.
  public init(stringLiteral path: String) { self = .file(path) }

  private init(_ target: Target) { self.target = target }

  /// A file, which will be complete or absent; "-" for standard output.
  public static func file(_ path: Path) -> RunOutput { RunOutput(.file(path)) }

  /// A file, which will be complete or absent; "-" for standard output.
  public static func file(_ path: String) -> RunOutput { .file(Path(path)) }

  /// Calls `write` with whole lines, many at a time, in order, one call after the other. It runs on
  /// threads of the run, and may block. An error that it throws ends the run. If the run fails,
  /// lines that were passed before are not revoked.
  public static func pushing(
    _ write: @escaping @Sendable (RawSpan) throws -> Void
  ) -> RunOutput { RunOutput(.pushing(write)) }

  /// The path of a file; nil for a function and for standard output.
  var path: Path? { if case .file(let path) = target, path != "-" { path } else { nil } }

  /// Whether it is standard output, by any of its names.
  var isStandardOutput: Bool {
    guard case .file(let path) = target else { return false }
    return path == "-"
      || OutputTarget.standardStream(path) == StandardStreams.output.rawValue
  }
}
