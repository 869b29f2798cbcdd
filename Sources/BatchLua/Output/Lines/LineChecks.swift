internal import BatchModel
internal import LazyJSON

/// Checks of lines, and of the file as a whole.
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

  /// All that is wrong with a line that is refused for `code`.
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

  /// From the next line on a new file begins, with `custom_id`s unique over both. What the service
  /// would say of the old one.
  func startFile() -> [String] {
    let problems = fileProblems
    state.pointee.check.facts.startFile()
    state.pointee.rows?.startFile()
    return problems
  }

  /// What the service would say of the file as a whole: texts for messages.
  var fileProblems: [String] { state.pointee.check.facts.problems.map(\.text) }
}
