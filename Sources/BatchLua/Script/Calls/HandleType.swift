/// The types of handles that scripts see. Their numbers differ from those of object types.
enum HandleType: UInt32, CaseIterable, Sendable {
  case reader = 48
  case lines, csv, writer

  var name: String { "batch.\(key)" }

  /// The prefix of the names of its methods: "reader" for "reader:read".
  var key: String {
    switch self {
    case .reader: "reader"
    case .lines: "lines"
    case .csv: "csv"
    case .writer: "writer"
    }
  }

  var noun: String { self == .writer ? "writer" : "reader" }

  enum FieldName: String, Sendable { case line, file, count, bytes, part, path }

  /// A field that can be read.
  struct Field: Sendable {
    let name: FieldName
    /// The type, in the notation of lua-language-server.
    let annotation: String
    let documentation: String
  }

  var fields: [Field] {
    switch self {
    case .reader:
      [
        Field(
          name: .line, annotation: "integer",
          documentation: "The 1-based line of the record that was read last; 0 before the first."),
        Self.file,
      ]
    case .lines:
      [
        Field(
          name: .line, annotation: "integer",
          documentation: "The 1-based number of the line that was read last; 0 before the first."),
        Self.file,
      ]
    case .csv:
      [
        Field(
          name: .line, annotation: "integer",
          documentation: "The 1-based line at which the row begins that was read last."),
        Self.file,
      ]
    case .writer:
      [
        Field(
          name: .count, annotation: "integer",
          documentation: "The number of lines written, over all parts."),
        Field(
          name: .bytes, annotation: "integer",
          documentation: "The bytes of these lines, their ends included, before any packing."),
        Field(
          name: .part, annotation: "integer",
          documentation: "The number of the part that the last line went to, from 1."),
        Field(
          name: .path, annotation: "string", documentation: "The path of that part."),
      ]
    }
  }

  private static let file = Field(
    name: .file, annotation: "string", documentation: "The path as it was given.")
}
