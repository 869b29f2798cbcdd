internal import BatchModel
internal import LazyJSON

/// What the current record comes to: lines for the main output, checked as they are written. The
/// lines of a record count together: `commit` keeps them, `rollback` takes them back.
final class RecordSink {
  /// Lines that are kept but not yet in the output, and behind `mark` those of this record.
  var buffer = ByteBuffer(capacity: 1 << 20)
  private var mark = 0
  private var check: RequestCheck
  private let scratch = Document.create()
  private let indexer = Indexer()
  private(set) var written = 0
  private var pending = 0
  var onLog: (_ level: String, _ text: String) -> Void = { _, _ in }

  init(profile: Profile) { check = RequestCheck(profile: profile) }

  deinit { scratch.destroy() }

  /// Appends a line that `encode` writes, and checks it as a line of `type`. `document` and `root`
  /// are the value when it need not be looked at as text.
  @inline(__always)
  func append(
    _ type: ObjectType, _ document: Document? = nil, _ root: UInt32 = 0,
    _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws {
    let start = buffer.count
    try encode(&buffer)
    if let problem = try find(type, document, root, start) {
      throw RecordProblem(code: problem)
    }
    buffer.append(0x0A)
    check.facts.count(line: buffer.count - start)
    pending += 1
  }

  private func find(
    _ type: ObjectType, _ document: Document?, _ root: UInt32, _ start: Int
  ) throws -> ErrorCode? {
    guard type != .object else { return nil }
    if let document {
      switch look(type, document, root) {
      case .valid: return nil
      case .invalid(let code): return code
      case .unknown: break
      }
    }
    let text = Bytes(start: buffer.base + start, count: buffer.count - start)
    try scratch.load(text, with: indexer)
    guard case .invalid(let code) = look(type, scratch, 0) else { return nil }
    return code
  }

  private func look(_ type: ObjectType, _ document: Document, _ root: UInt32) -> CheckResult {
    type == .batchRequestInput
      ? check.check(request: root, in: document) : check.check(result: root, in: document)
  }

  /// Whether the current record has come to nothing so far.
  var isEmpty: Bool { pending == 0 }

  func commit() {
    mark = buffer.count
    written += pending
    pending = 0
    check.commit()
  }

  func rollback() {
    buffer.count = mark
    pending = 0
    check.rollback()
  }

  /// Empties the buffer of what is kept.
  func drain(_ body: (Bytes) throws -> Void) rethrows {
    try body(Bytes(start: buffer.base, count: mark))
    buffer.count = 0
    mark = 0
  }

  var bytes: Int { check.facts.bytes }
  /// What the service would say of the file as a whole.
  var fileProblems: [ErrorCode] { check.facts.problems(for: check.profile) }
  var metadataWithoutStore: Int {
    check.profile.name == "openai" ? check.facts.metadataWithoutStore : 0
  }

  func log(level: String, text: String) { onLog(level, text) }
}

/// A written line that the service would refuse.
struct RecordProblem: Error {
  let code: ErrorCode
}
