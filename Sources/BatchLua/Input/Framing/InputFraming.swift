internal import BatchModel
internal import LazyJSON

/// How the records of an input are framed.
public enum InputFraming: String, CaseIterable, Sendable {
  /// A value of JSON on each line.
  case jsonl
  /// Values of JSON, however they are spread over lines: one after another, or as the elements of
  /// an array.
  case json
  /// Rows of CSV, as objects of strings by the names in the first row.
  case csv
  /// A string on each line.
  case text
}

extension InputFraming {
  /// What messages call what a record is made of.
  var noun: String { self == .json ? "the value" : "the line" }

  /// The code of what is no record of it.
  var faultCode: String {
    switch self {
    case .jsonl, .json: ErrorCode.invalidJSONLine.name
    case .csv: "invalid_row"
    case .text: "invalid_text_line"
    }
  }

  /// What gives the chunks of a file, of `chunk` bytes of lines at most where these are short.
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

/// Gives the text of a file in chunks of whole lines of JSON, one for each record.
protocol ChunkReader: AnyObject {
  /// What messages call the file.
  var name: String { get }

  /// Fills an empty document with the next lines; false at the end of the file.
  func next(into document: Document) throws(RunError) -> Bool
}

/// Bytes of text that a chunk has before it is handed on.
let framedChunk = 1 << 18
