internal import BatchModel
internal import LazyJSON

/// Requests or results that a tool writes, checked as a run checks them: what was not changed keeps
/// its bytes.
final class RecordOutput {
  private let sink: CheckedLines
  private let output: MainOutput
  private let profile: Profile
  /// The number of the last chunk of lines.
  private var chunk = -1

  /// Standard output without a path. Whether ids come twice is not looked for where they are known to be
  /// unique.
  init(_ path: Path?, _ profile: Profile, hasUniqueIDs: Bool = false) throws(RunError) {
    self.profile = profile
    sink = CheckedLines(profile: profile)
    if hasUniqueIDs { sink.state.pointee.check.comparison = .nowhere }
    output = MainOutput(try OutputFile(path))
  }

  var written: Int { sink.written }

  /// To be called with each chunk of lines before one of them is written, so that an id that comes
  /// twice can be placed.
  func enter(_ lines: ScannedLines) {
    chunk += 1
    first = sink.inputs.enter(
      lines.origin, chunk: chunk, lines: lines.document.physicalLines)
  }

  private var first: UInt32 = 0

  /// The number of a line among all that were entered.
  func number(of line: ScannedLine) -> UInt32 { first &+ line.line.number }

  /// What is wrong with a line whose id the line of a number has.
  func repetition(_ id: Bytes, of number: UInt32) -> RecordProblem {
    RecordProblem(
      codes: [.duplicateCustomID(id.string)], firstUse: sink.inputs.text(of: number))
  }

  /// Writes a line with what was changed in it. Throws a `RunError` when the output fails, and
  /// `RecordProblem` for a line that the service would refuse, of which nothing is written then.
  func write(_ line: ScannedLine, _ type: ObjectType) throws {
    let (document, place) = (line.document, line.line)
    sink.inputs.line = number(of: line)
    do {
      try sink.append(type, RecordLocation(document, place)) { buffer throws(EncodeError) in
        try document.splice(
          line: place, into: &buffer, foreign: SerializedForeignEncoder(document))
      }
    } catch {
      sink.rollback()
      throw error
    }
    sink.commit()
    if sink.size > 1 << 18 { try output.drain(sink) }
  }

  /// Writes the bytes of a line that is not looked at.
  func write(bytes: Bytes) throws(RunError) {
    try RunError.only { () throws in
      try sink.append(.object) { buffer throws(EncodeError) in buffer.append(bytes) }
      sink.commit()
      if sink.size > 1 << 18 { try output.drain(sink) }
    }
  }

  /// What is wrong with a line, as a message of it.
  func diagnostic(of problem: RecordProblem, _ names: OptionNames) -> Diagnostic {
    Diagnostic(
      message: problem.message(names), code: profile.name(of: problem.code),
      param: profile.param(of: problem.code))
  }

  /// What the service would say of the file as a whole.
  var problems: [MessageText] { sink.fileProblems.map { "\($0)" } }

  /// Puts the output and the other files in place. Returns warnings.
  func commit(_ others: [OutputFile] = []) throws(RunError) -> [MessageText] {
    try RunError.only { () throws in try output.drain(sink) }
    return try OutputFile.commit(output.files + others)
  }
}
