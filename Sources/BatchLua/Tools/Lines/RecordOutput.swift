internal import BatchModel
internal import LazyJSON

/// Writes requests or results of a tool, with the checks of a run. Bytes without edits are copied.
final class RecordOutput {
  private let sink: CheckedLines
  private let output: MainOutput
  private let profile: Profile
  /// The number of the last chunk of lines.
  private var chunk = -1

  /// Without a path, writes to standard output. With `hasUniqueIDs`, skips the check for duplicate
  /// ids.
  init(_ path: Path?, _ profile: Profile, hasUniqueIDs: Bool = false) throws(RunError) {
    self.profile = profile
    sink = CheckedLines(profile: profile)
    if hasUniqueIDs { sink.state.pointee.check.comparison = .nowhere }
    output = MainOutput(try OutputFile(path))
  }

  var written: Int { sink.written }

  /// To be called with each chunk of lines before one of them is written, so that the message for a
  /// duplicate id can name the line of its first use.
  func enter(_ lines: ScannedLines) {
    chunk += 1
    first = sink.inputs.enter(
      lines.origin, chunk: chunk, lines: lines.document.physicalLines)
  }

  private var first: UInt32 = 0

  /// The number of a line among all that were entered.
  func number(of line: ScannedLine) -> UInt32 { first &+ line.line.number }

  /// The problem of a line with the same id as the line of a number.
  func repetition(_ id: Bytes, of number: UInt32) -> RecordProblem {
    RecordProblem(
      codes: [.duplicateCustomID(id.string)], firstUse: sink.inputs.text(of: number))
  }

  /// Writes a line with its edits. Throws a `RunError` if the output fails, and a `RecordProblem`,
  /// having written nothing, for a line that the service would refuse.
  func write(_ line: ScannedLine, _ type: ObjectType) throws {
    let (document, entry) = (line.document, line.line)
    sink.inputs.line = number(of: line)
    do {
      try sink.append(type, RecordLocation(document, entry)) { buffer throws(EncodeError) in
        try document.spliceSerialized(line: entry, into: &buffer)
      }
    } catch {
      sink.rollback()
      throw error
    }
    sink.commit()
    if sink.size > 1 << 18 { try output.drain(sink) }
  }

  /// Writes the bytes of a line without checks.
  func write(bytes: Bytes) throws(RunError) {
    try RunError.only { () throws in
      try sink.append(.object) { buffer throws(EncodeError) in buffer.append(bytes) }
      sink.commit()
      if sink.size > 1 << 18 { try output.drain(sink) }
    }
  }

  /// The message for a problem of a line.
  func diagnostic(of problem: RecordProblem, _ names: OptionNames) -> Diagnostic {
    Diagnostic(
      message: problem.message(names), code: profile.name(of: problem.code),
      param: profile.param(of: problem.code))
  }

  /// Problems that the service would report for the file as a whole.
  var problems: [MessageText] { sink.fileProblems.map { "\($0)" } }

  /// Puts the output and the other files in place. Returns warnings.
  func commit(_ others: [OutputFile] = []) throws(RunError) -> [MessageText] {
    try RunError.only { () throws in try output.drain(sink) }
    return try OutputFile.commit(output.files + others)
  }
}
