internal import BatchModel
internal import Glibc
internal import LazyJSON

/// Lines of an output, checked as they are appended. The lines of a record are committed or rolled
/// back together.
final class CheckedLines {
  private let storage: Detached<State>
  @inline(__always)
  var state: UnsafeMutablePointer<State> { storage.pointer }
  let scratch = Document.create()
  let indexer = Indexer()

  struct State: ~Copyable {
    /// Committed lines that are not written yet, and behind `mark` those of the current record.
    var buffer: LineBuffer
    var mark = LineBuffer.Mark()
    var check: RequestCheck
    /// Scratch space for the text of a line.
    var text = ByteBuffer()
    var written = 0
    var pending = 0
    /// Whether there are neither rows, parts nor a strict check, so that one test a record is enough.
    var isPlain = true
    var rows: CSVRows?
    var parts: PartPlan?
    var strict: StrictCheck?

    init(profile: Profile, capacity: Int) {
      buffer = LineBuffer(capacity: capacity)
      check = RequestCheck(profile: profile)
    }
  }

  /// The lines, if another sink will write them. All checks but that for duplicate ids are made
  /// here; lines of other states may be written before.
  let waiting: PendingLines?
  /// The form of the output; `.csv` and `.text` are not checked.
  let form: OutputForm
  /// The input lines of the records.
  let inputs: InputLines

  init(
    profile: Profile, capacity: Int = 1 << 18, waiting: PendingLines? = nil,
    form: OutputForm = .same, inputs: InputLines = InputLines()
  ) {
    self.inputs = inputs
    self.waiting = waiting
    self.form = form
    storage = Detached(State(profile: profile, capacity: capacity))
    if form == .csv { setRows(CSVRows()) }
  }

  deinit { scratch.destroy() }

  /// Appends a line that `encode` writes, and checks it as a line of `type`. `record` is the value
  /// that it is the text of; without it, the text is indexed for the check.
  @inline(__always)
  func append(
    _ type: ObjectType, _ record: RecordLocation? = nil,
    _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws {
    if let waiting { return try append(to: waiting, type, record, encode) }
    let start = state.pointee.buffer.end
    let counts = state.pointee.check.facts.counts
    let parts = state.pointee.isPlain ? nil : state.pointee.parts?.state
    if type == .object && hasForm { return try appendFormed(encode) }
    do {
      try encode(&state.pointee.buffer.bytes)
      try checkSize()
      if parts != nil { try addToPart(state.pointee.buffer.length(from: start) + 1) }
      if let code = try find(type, record, text: { text(from: start) }) {
        throw try problem(code, type, text: { text(from: start) })
      }
      if !state.pointee.isPlain, let strict = state.pointee.strict, type != .object {
        try strict.look(
          at: text(from: start), isRequest: type == .batchRequestInput,
          position: inputs.text(of: inputs.line))
      }
    } catch {
      // A script may continue after the error, so the line is removed.
      state.pointee.buffer.cut(to: start)
      state.pointee.check.facts.counts = counts
      if let parts { state.pointee.parts?.goBack(to: parts) }
      throw error
    }
    state.pointee.buffer.bytes.append(0x0A)
    state.pointee.check.facts.count(
      line: state.pointee.buffer.length(from: start), isRequest: type == .batchRequestInput)
    state.pointee.pending += 1
    if UnpairedSurrogate.wasSeen { lookForUnpaired(from: start) }
  }

  /// Throws if the lines of a record are too long together. A single line is limited by its source.
  @inline(__always)
  func checkSize() throws(EncodeError) {
    guard state.pointee.pending > 0 else { return }
    if state.pointee.buffer.length(from: state.pointee.mark) > ByteBuffer.longestRecord {
      throw .longRecord
    }
  }

  @inline(never)
  private func lookForUnpaired(from start: LineBuffer.Mark) {
    state.pointee.buffer.copy(from: start, into: &state.pointee.text)
    if state.pointee.text.elements.hasUnpairedSurrogate { state.pointee.check.facts.noteUnpaired() }
  }

  /// The line that begins at a mark, as contiguous bytes.
  private func text(from start: LineBuffer.Mark) -> Bytes {
    state.pointee.buffer.copy(from: start, into: &state.pointee.text)
    return state.pointee.text.elements
  }

  /// The lines of the current record, each with its line end; valid until `text` is used again.
  var pendingLines: Bytes { text(from: state.pointee.mark) }

  private func append(
    to waiting: PendingLines, _ type: ObjectType, _ record: RecordLocation?,
    _ encode: (inout ByteBuffer) throws(EncodeError) -> Void
  ) throws {
    let start = waiting.end
    do {
      let text = try waiting.append(type, encode)
      defer { state.pointee.check.rollback() }
      switch try find(type, record, text: { text }) {
      case nil, .duplicateCustomID?: break
      case let code?: throw try problem(code, type, text: { text })
      }
    } catch {
      waiting.cut(to: start)
      throw error
    }
  }

  /// Runs `body`; if it throws, all lines that it has appended are removed.
  func together(_ body: () throws -> Void) throws {
    let start = (state.pointee.buffer.end, state.pointee.pending, state.pointee.check.progress)
    let rows = state.pointee.rows?.state
    let parts = state.pointee.parts?.state
    let waitingStart = waiting?.end
    let found = state.pointee.strict?.pending
    do {
      try body()
    } catch {
      if let waitingStart { waiting?.cut(to: waitingStart) }
      state.pointee.buffer.cut(to: start.0)
      state.pointee.pending = start.1
      state.pointee.check.goBack(to: start.2)
      if let rows { state.pointee.rows?.goBack(to: rows) }
      if let parts { state.pointee.parts?.goBack(to: parts) }
      if let found { state.pointee.strict?.pending = found }
      throw error
    }
  }

  /// Bytes that are not written yet.
  var size: Int { state.pointee.buffer.bytes.count }

  /// Lets further lines borrow long ranges of the document's text. The document must live until the
  /// lines are drained.
  func borrow(from document: Document) {
    document.lendText(to: state.pointee.buffer.borrowed)
  }

  /// Whether the current record has no lines so far.
  var isEmpty: Bool { state.pointee.pending == 0 }
  /// Lines and bytes that were checked, including those of the current record.
  var counted: (lines: Int, bytes: Int) {
    if let parts = state.pointee.parts?.state { return (parts.count, parts.bytes) }
    return countedInFile
  }
  private var countedInFile: (lines: Int, bytes: Int) {
    (state.pointee.check.facts.counts.lines, state.pointee.check.facts.counts.bytes)
  }
  /// The number of committed lines.
  var written: Int { state.pointee.written }

  func commit() {
    state.pointee.mark = state.pointee.buffer.end
    state.pointee.written += state.pointee.pending
    state.pointee.pending = 0
    state.pointee.check.commit(at: inputs.line)
    if !state.pointee.isPlain {
      state.pointee.rows?.commit()
      state.pointee.parts?.commit()
      state.pointee.strict?.end(isKept: true)
    }
  }

  func rollback() {
    state.pointee.buffer.cut(to: state.pointee.mark)
    state.pointee.pending = 0
    state.pointee.check.rollback()
    state.pointee.rows?.rollback()
    state.pointee.parts?.rollback()
    state.pointee.strict?.end(isKept: false)
  }

  /// Passes the committed lines to `body`, and removes them from the buffer.
  func drain(_ body: (UnsafeMutableBufferPointer<iovec>) throws -> Void) rethrows {
    try body(state.pointee.buffer.pieces(upTo: state.pointee.mark))
    forgetDrained()
  }

  /// Like `drain`, for a buffer without borrowed ranges.
  func drainBytes(_ body: (Bytes) throws -> Void) rethrows {
    try body(Bytes(rebasing: state.pointee.buffer.bytes.elements[..<state.pointee.mark.bytes]))
    forgetDrained()
  }

  private func forgetDrained() {
    state.pointee.mark = LineBuffer.Mark()
    state.pointee.buffer.cut(to: state.pointee.mark)
  }
}
