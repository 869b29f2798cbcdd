internal import BatchModel
internal import LazyJSON

/// Looks in written lines for what `batchlua validate` finds and a run does not warn of: values of a
/// wrong kind, keys that an object has twice, at any depth, and results that say nothing.
final class StrictCheck {
  private var check: FileCheck
  private let document = Document.create()
  private let indexer = Indexer()
  private var found: [LineFinding] = []

  /// The lines with problems, and the first problem of the first one.
  struct Found {
    var lines = 0
    var first: ErrorCode?
    /// The input line that the first one was made from, "in.jsonl:7".
    var position: String?
  }
  private(set) var committed = Found()
  /// Those of the current record.
  var pending = Found()

  /// Other checks compare ids.
  init(_ profile: Profile) {
    check = FileCheck(
      profile: profile, schemas: BodyTypeParser.schemas, comparing: .nowhere)
  }

  deinit { document.destroy() }

  /// Looks at a line, valid JSON without its line end, that belongs to the current record.
  func look(
    at line: Bytes, isRequest: Bool, position: @autoclosure () -> String?
  ) throws {
    try document.load(line, with: indexer)
    let record = RecordLocation(document, 0)
    let code: ErrorCode?
    if isRequest {
      code = check.furtherProblems(of: record).first
    } else {
      found.removeAll(keepingCapacity: true)
      check.check(result: record, into: &found)
      code = found.first?.code
    }
    guard let code else { return }
    if pending.lines == 0 { (pending.first, pending.position) = (code, position()) }
    pending.lines += 1
  }

  /// Ends the record; without `isKept`, its lines are not written.
  func end(isKept: Bool) {
    if pending.lines == 0 { return }
    if isKept {
      if committed.lines == 0 {
        committed = pending
      } else {
        committed.lines += pending.lines
      }
    }
    pending = Found()
  }
}

extension CheckedLines {
  /// Makes what `StrictCheck` finds in further lines a problem of the file.
  func checkStrictly() {
    state.pointee.strict = StrictCheck(state.pointee.check.profile)
    state.pointee.isPlain = false
  }

  /// The problems of committed lines that only a strict run looks for.
  var strictProblem: String? {
    guard let found = state.pointee.strict?.committed, let code = found.first else { return nil }
    let count = found.lines == 1 ? "a line is" : "\(found.lines) lines are"
    let position = found.position.map { ", first from \($0)" } ?? ""
    return "\(count) not valid\(position): "
      + FileProblem(code, state.pointee.check.profile).text
  }
}
