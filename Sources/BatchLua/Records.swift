public import BatchModel
internal import LazyJSON

/// The records of JSON Lines files or other inputs, one after the other, as values of a type:
/// `BatchRequestInput`, `BatchRequestOutput` or `JSONValue`.
///
///     for record in Records<BatchRequestOutput>(of: ["a.jsonl", "b.jsonl.gz"]) {
///       switch record {
///       case .success(let record): print(record.value.customID)
///       case .failure(let error): print(error)
///       }
///     }
///     for try await record in Records<BatchRequestInput>(of: "in.jsonl").async { … }
///
/// A line that is not JSON, or not such a value, is a failure with its file and line; reading goes
/// on with the next line. An error that ends the reading is the last element.
public struct Records<Value: JSONCodable & Sendable>: Sequence, Sendable {
  /// A value, and the line that it was read from.
  public struct Record: Sendable {
    /// The value.
    public var value: Value
    /// The name of the input.
    public let input: String
    /// The number of the line in the input, from 1; blank lines count.
    public let number: Int
  }

  private let source: LineSource

  /// The records of an input. A line of more than `maxLine` bytes is an error.
  public init(of input: RunInput, maxLine: Int = 256 << 20) {
    self.init(of: [input], maxLine: maxLine)
  }

  /// The records of inputs, one after the other; none when there are no inputs.
  public init(of inputs: [RunInput], maxLine: Int = 256 << 20) {
    source = LineSource(inputs: inputs, maxLine: maxLine)
  }

  /// Reads from the beginning, on the calling thread; a second one reads ahead when the input is
  /// large.
  public func makeIterator() -> AnyIterator<Result<Record, RunError>> {
    let cursor = LineCursor(source)
    return AnyIterator {
      cursor.next { line, input in
        Result { () throws(RunError) in try Self.record(line, input) }
      }
    }
  }

  /// The records for a task, which is suspended while a thread reads ahead. Throws the first
  /// failure; if the task is cancelled, an error of the kind `cancelled`.
  public var async: AsyncElements<Record> {
    AsyncElements(source) { (line, input) throws(RunError) in try Self.record(line, input) }
  }

  private static func record(_ line: ScannedLine, _ input: String) throws(RunError) -> Record {
    if let problem = line.problem {
      throw failure(line, "the line is not valid JSON: \(problem)", code: "invalid_json_line")
    }
    do {
      let value = try Value(root: line.root, in: line.document)
      return Record(value: value, input: input, number: line.number)
    } catch let error as DecodingError {
      throw failure(line, "the line is no \(Value.self): \(error.text)", code: "invalid_type")
    } catch {
      throw failure(line, "the line is no \(Value.self): \(error)", code: "invalid_type")
    }
  }

  private static func failure(_ line: ScannedLine, _ message: String, code: String) -> RunError {
    var diagnostic = Diagnostic(message: message, code: code)
    diagnostic.input = InputPosition(
      file: "\(line.file)", line: line.number, customID: nil,
      excerpt: Diagnostic.excerpt(line.bytes))
    return RunError(.record, diagnostic, outcome: nil)
  }
}
