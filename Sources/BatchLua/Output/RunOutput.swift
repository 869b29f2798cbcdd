internal import SystemPackage

/// Where a run writes lines. The path of a file is one, also as a string literal:
/// `options.output = "out.jsonl"`.
public struct RunOutput: Sendable, ExpressibleByStringLiteral {
  enum Target: Sendable {
    case file(Path)
    case pushing(@Sendable (RawSpan) throws -> Void)
  }

  let target: Target

  /// The file of this path, "-" for standard output.
  public init(stringLiteral path: String) { self = .file(path) }

  private init(_ target: Target) { self.target = target }

  /// A file, which is there whole or not at all; "-" for standard output.
  public static func file(_ path: Path) -> RunOutput { RunOutput(.file(path)) }

  /// A file, which is there whole or not at all; "-" for standard output.
  public static func file(_ path: String) -> RunOutput { .file(Path(path)) }

  /// Calls `write` with whole lines, many at a time, in their order and one call after the other,
  /// on threads of the run's own; it may wait there. What it throws ends the run. Lines that it got
  /// before a run fails are not taken back.
  public static func pushing(
    _ write: @escaping @Sendable (RawSpan) throws -> Void
  ) -> RunOutput { RunOutput(.pushing(write)) }

  /// nil for what is no file, and for standard output.
  var path: Path? { if case .file(let path) = target, path != "-" { path } else { nil } }

  /// Whether it is standard output, by whichever of its names.
  var isStandardOutput: Bool {
    guard case .file(let path) = target else { return false }
    return path == "-"
      || OutputTarget.standardStream(path) == StandardStreams.output.rawValue
  }
}
