/// The parts that `Split` has written.
public struct SplitReport: Sendable, Hashable {
  /// One of them.
  public struct Part: Sendable, Hashable {
    /// Where it is.
    public let file: Path
    /// The value of the key expression for its lines; nil without one.
    public let key: String?
    /// Lines.
    public internal(set) var requests = 0
    /// Bytes, before packing.
    public internal(set) var bytes = 0
    /// Estimated tokens.
    public internal(set) var tokens = 0
    /// Embedding inputs.
    public internal(set) var embeddingInputs = 0
    /// Lines that have the body of a request.
    var bodies = 0

    init(file: Path, key: String?) { (self.file, self.key) = (file, key) }
  }

  /// The parts, in the order of their first lines.
  public internal(set) var parts: [Part] = []
  /// Lines that were left out.
  public internal(set) var rejected = 0

  /// Lines, bytes and tokens of all parts.
  private var total: Part {
    parts.reduce(into: Part(file: "", key: nil)) { total, part in
      total.requests += part.requests
      total.bytes += part.bytes
      total.tokens += part.tokens
    }
  }

  /// A table for people.
  public var table: String {
    func row(_ part: Part, _ name: String) -> [String] {
      [name] + [part.requests, part.bytes, part.tokens].map(Numbers.grouped)
    }
    let head = ["part", "requests", "bytes", "tokens ≈"]
    let rows = [head] + parts.map { row($0, $0.file.description) } + [row(total, "all")]
    return TextTable(rows).text
  }

  /// One object for programs, with a line end.
  public var json: String {
    let total = total
    return Report.object([
      (
        "parts",
        .list(
          parts.map { part in
            .object([
              ("file", .string(part.file.description)), ("key", .string(part.key)),
              ("requests", .integer(part.requests)), ("bytes", .integer(part.bytes)),
              ("tokens", .integer(part.tokens)),
              ("embedding_inputs", .integer(part.embeddingInputs)),
            ])
          })
      ),
      ("requests", .integer(total.requests)), ("bytes", .integer(total.bytes)),
      ("tokens", .integer(total.tokens)), ("rejected", .integer(rejected)),
    ]).line
  }
}
