/// The lines of JSON Lines files or other inputs, one after the other, without blank lines.
/// Compressed files are unpacked. Only a few chunks are in memory, however long the inputs are.
///
///     for line in Lines(of: "in.jsonl.gz") {
///       let line = try line.get()
///       print(line.number, line.bytes.count)
///     }
///     for try await line in Lines(of: "in.jsonl").async { … }
///
/// An error that ends the reading, such as that of a file that cannot be read, or of a line that
/// is too long, is the last element. Lines are not checked: a line that is not JSON is returned,
/// too.
public struct Lines: Sequence, Sendable {
  /// A line.
  public struct Line: Sendable, Hashable {
    /// Its bytes, without the line end.
    public let bytes: [UInt8]
    /// The name of the input.
    public let input: String
    /// Its number in the input, from 1; blank lines count.
    public let number: Int
  }

  private let source: LineSource

  /// The lines of an input. A line of more than `maxLine` bytes is an error.
  public init(of input: RunInput, maxLine: Int = 256 << 20) {
    self.init(of: [input], maxLine: maxLine)
  }

  /// The lines of inputs, one after the other; none when there are no inputs.
  public init(of inputs: [RunInput], maxLine: Int = 256 << 20) {
    source = LineSource(inputs: inputs, maxLine: maxLine)
  }

  /// Reads from the beginning, on the calling thread; a second one reads ahead when the input is
  /// large.
  public func makeIterator() -> AnyIterator<Result<Line, RunError>> {
    let cursor = LineCursor(source)
    return AnyIterator {
      cursor.next { line, input in .success(Self.line(line, input)) }
    }
  }

  /// The lines for a task, which is suspended while a thread reads ahead. Throws the error that
  /// ends the reading; if the task is cancelled, an error of the kind `cancelled`.
  public var async: AsyncElements<Line> {
    AsyncElements(source) { (line, input) throws(RunError) in Self.line(line, input) }
  }

  private static func line(_ line: ScannedLine, _ input: String) -> Line {
    Line(bytes: Array(line.bytes), input: input, number: line.number)
  }
}
