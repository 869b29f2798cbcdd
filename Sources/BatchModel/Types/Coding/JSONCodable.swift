package import LazyJSON

/// A type of the model that reads and writes JSON bytes without Foundation. Members that the type
/// does not name are kept, in their order. Objects that are read as a `JSONValue`, such as bodies,
/// keep the order of their members and the texts of numbers, and unchanged ones are written with
/// the bytes that were read.
public protocol JSONCodable: Codable {}

extension JSONCodable {
  /// Reads a JSON text, such as a line, with or without white space around it. Throws a
  /// `DecodingError` if the text is not JSON, or if a member is missing or of another kind.
  public init(json text: some Sequence<UInt8>) throws {
    let value = try text.withContiguousStorageIfAvailable { text in
      try JSONParser.parsing(text) { try Self(root: 0, in: $0) }
    }
    self = try value ?? Self(json: Array(text))
  }

  /// Reads a node without edits. Throws a `DecodingError` like `init(json:)`.
  package init(root node: UInt32, in document: Document) throws {
    try self.init(from: JSONDecoding(document: document, node: node, codingPath: []))
  }

  /// The value as JSON on one line, without the line end: the members that the type names in their
  /// order, then the others in theirs. Throws an `EncodingError` for a number that is not finite.
  public func encoded() throws -> [UInt8] {
    let writer = JSONWriter()
    try writer.write(self)
    return writer.bytes
  }
}

extension DecodingError {
  /// The path and the reason, for messages: "body.n: found a string".
  package var text: String {
    let context: Context? =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    guard let context else { return "\(self)" }
    var path = context.codingPath
    if case .keyNotFound(let key, _) = self { path.append(key) }
    if path.isEmpty { return context.debugDescription }
    let location = path.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
    return "\(location.drop { $0 == "." }): \(context.debugDescription)"
  }
}

extension JSONValue: JSONCodable {}
extension BatchRequestInput: JSONCodable {}
extension BatchRequestOutput: JSONCodable {}
extension BatchRequest: JSONCodable {}
extension Batch: JSONCodable {}
extension ListBatchesResponse: JSONCodable {}
