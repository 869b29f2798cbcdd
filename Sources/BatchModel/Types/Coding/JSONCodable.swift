internal import LazyJSON

/// A type of the model as JSON: bytes in and out, without Foundation. Members that it does not name
/// are kept, and the texts of numbers.
public protocol JSONCodable: Codable {}

extension JSONCodable {
  /// The value of a JSON text, such as a line; blanks around it are passed over. Throws a
  /// `DecodingError` for what is no JSON, and for a member that is missing or of another kind.
  public init(json text: some Sequence<UInt8>) throws {
    let value = try text.withContiguousStorageIfAvailable { text in
      try JSONParser.parsing(text) { document in
        try JSONDecoding(document: document, node: 0, codingPath: []).decode(Self.self)
      }
    }
    self = try value ?? Self(json: Array(text))
  }

  /// The value as JSON on one line, without the line end: the members that the type names in their
  /// order, then the others by name. Throws an `EncodingError` for a number that is not finite.
  public func encoded() throws -> [UInt8] {
    let writer = JSONWriter()
    try writer.write(self)
    return writer.bytes
  }
}

extension JSONValue: JSONCodable {}
extension BatchRequestInput: JSONCodable {}
extension BatchRequestOutput: JSONCodable {}
extension BatchRequest: JSONCodable {}
extension Batch: JSONCodable {}
extension ListBatchesResponse: JSONCodable {}
