internal import BatchModel
internal import LazyJSON

/// Checks of lines and of whole files.
extension CheckedLines {
  @inline(__always)
  func find(
    _ type: ObjectType, _ record: RecordLocation?, text: () -> Bytes
  ) throws -> ErrorCode? {
    guard type != .object else { return nil }
    if let record {
      switch look(type, record) {
      case .valid: return nil
      case .invalid(let code): return code
      case .unknown: break
      }
    }
    try scratch.load(text(), with: indexer)
    guard case .invalid(let code) = look(type, RecordLocation(scratch, 0)) else { return nil }
    return code
  }

  /// All problems of a line that is refused because of `code`.
  func problem(
    _ code: ErrorCode, _ type: ObjectType, text: () -> Bytes
  ) throws -> RecordProblem {
    guard type == .batchRequestInput else { return RecordProblem(codes: [code]) }
    var firstUse: String?
    if case .duplicateCustomID = code {
      firstUse = state.pointee.check.firstUse.flatMap { inputs.text(of: $0) }
    }
    try scratch.load(text(), with: indexer)
    let all = LineProblems.of(request: 0, in: scratch, profile: state.pointee.check.profile)
    return RecordProblem(codes: [code] + all.filter { $0 != code }, firstUse: firstUse)
  }

  @inline(__always)
  private func look(_ type: ObjectType, _ record: RecordLocation) -> CheckResult {
    type == .batchRequestInput
      ? state.pointee.check.check(request: record) : state.pointee.check.check(result: record)
  }

  /// Begins a new file with the next line; ids must be unique over both. Returns the problems that
  /// the service would report for the old file as a whole.
  func startFile() -> [String] {
    let problems = fileProblems
    state.pointee.check.facts.startFile()
    state.pointee.rows?.startFile()
    return problems
  }

  /// Messages for the problems that the service would report for the file as a whole.
  var fileProblems: [String] { state.pointee.check.facts.problems.map(\.text) }
}
