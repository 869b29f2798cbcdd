internal import BatchModel
internal import LazyJSON

/// How the records of an input are framed.
public enum InputFraming: String, CaseIterable, Sendable {
  /// A JSON value on each line.
  case jsonl
  /// JSON values that may span lines: one after another, or as the elements of an array.
  case json
  /// CSV: rows become objects of strings, with the names in the first row as keys.
  case csv
  /// A string on each line.
  case text
}

extension InputFraming {
  /// The noun for a record in messages.
  var noun: String { self == .json ? "the value" : "the line" }

  /// The error code for input that is not a record.
  var faultCode: String {
    switch self {
    case .jsonl, .json: ErrorCode.invalidJSONLine.name
    case .csv: "invalid_row"
    case .text: "invalid_text_line"
    }
  }

  /// A reader for the chunks of a file. A chunk has at most `chunk` bytes, unless lines are long.
  func reader(
    of file: InputFile, isLenient: Bool = false, separator: UInt8 = UInt8(ascii: ","),
    maxLine: LineLimit, chunk: Int = LineReader.chunk
  ) -> any ChunkReader {
    switch self {
    case .jsonl: LineReader(file, maxLine: maxLine, chunk: chunk)
    case .json: JSONFraming(file, maxLine: maxLine, isLenient: isLenient)
    case .csv: CSVFraming(file, separator: separator, maxLine: maxLine)
    case .text: TextFraming(file, maxLine: maxLine)
    }
  }
}

/// Reads a file in chunks of whole lines of JSON, one for each record.
protocol ChunkReader: AnyObject {
  /// The name of the file in messages.
  var name: String { get }

  /// Fills an empty document with the next lines; false at the end of the file.
  func next(into document: Document) throws(RunError) -> Bool
}

/// The size of a chunk, in bytes of text.
let framedChunk = 1 << 18
