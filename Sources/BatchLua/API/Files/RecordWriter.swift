internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// `batch.writer`: lines with the checks of the main output, in one file or in parts. Rolling back
/// the record that opened a writer closes it; the next write opens it again.
final class RecordWriter: OutputHandle {
  private unowned let files: OpenFiles
  private let pattern: PathPattern
  private let accepted: Accepted
  let sink: CheckedLines
  /// Whether surplus parts of an earlier run are removed.
  private let replaces: Bool
  private var isDirty = false
  /// Whether its opening is committed: it happened outside of a record, or in a committed one.
  private var isKept = false
  /// The files of its parts; empty if it is not open.
  private var parts: [OutputFile] = []
  override var outputs: [OutputFile] { parts }

  init(
    _ path: Path, _ limits: PartPlan.Limits, _ accepted: Accepted, _ form: OutputForm,
    _ rows: CSVRows, replaces: Bool, profile: Profile, isStrict: Bool, inputs: InputLines,
    in files: OpenFiles
  ) throws {
    self.accepted = rows.isDeclared ? accepted.union(.emptyRows) : accepted
    pattern = try PathPattern(path)
    if !limits.isEmpty && !pattern.hasParts {
      throw BindingError(
        "batch.writer: \(path): max_requests and max_bytes need {part} in the path")
    }
    self.replaces = replaces
    self.files = files
    // Strings of text need no check.
    sink = CheckedLines(
      profile: profile, capacity: 1 << 10, form: form == .text ? .json : form, inputs: inputs)
    if isStrict { sink.checkStrictly() }
    sink.setRows(rows)
    super.init(.writer, path)
    sink.setParts(limits)
    try open()
  }

  private func open() throws {
    parts.append(try files.create(pattern.path(part: 1)))
    isKept = !files.isInRecord
    if !isKept { markDirty() }
  }

  override func value(of field: HandleType.FieldName, _ state: ScriptState) -> bl_value {
    switch field {
    case .count: bl_value(integer: sink.parts.count)
    case .bytes: bl_value(integer: sink.parts.bytes)
    case .part: bl_value(integer: sink.parts.part)
    default: state.scratchText(pattern.path(part: sink.parts.part))
    }
  }

  // MARK: Lines

  /// Writes the arguments from the second on.
  func write(_ state: ScriptState, _ call: bl_call) throws {
    try checkOpen()
    if let failure = files.failure { throw failure }
    guard call.count > 1 else { throw BindingError("write takes a record, got nothing") }
    if outputs.isEmpty { try open() }
    try state.willWrite()
    markDirty()
    try sink.together {
      for i in 2...Int(call.count) { try write(call.argument(i), state) }
    }
    if !files.isInRecord { try files.commit() }
  }

  private func write(_ value: bl_value, _ state: ScriptState) throws {
    if accepted == .strings { return try write(text: value, state) }
    try state.writeEach(value, from: "write got", to: sink, as: accepted)
  }

  /// Writes a string or a list of strings, each as a line, with any bytes.
  private func write(text value: bl_value, _ state: ScriptState) throws {
    let count =
      value.tag == BL_TABLE.rawValue ? bl_list_count(state.vm.raw, value.integer) : -1
    if count < 0 { return try write(line: value) }
    for index in 0..<count {
      try state.withElement(index + 1, of: value) { element in try write(line: element) }
    }
  }

  private func write(line: bl_value) throws {
    guard line.tag == BL_STRING.rawValue else {
      throw BindingError("a text writer takes strings, a line each; got \(line.kindName)")
    }
    try sink.append(.object) { buffer throws(EncodeError) in buffer.append(line.bytes) }
  }

  private func markDirty() {
    if isDirty { return }
    isDirty = true
    files.uncommitted.append(self)
  }

  override func commit() throws(RunError) {
    isDirty = false
    isKept = true
    sink.commit()
    if isClosed || sink.size >= threshold { try flush() }
  }

  override func rollback() {
    isDirty = false
    sink.rollback()
    if isKept { return }
    for output in outputs { files.remove(output, pattern.path(part: 1)) }
    parts = []
  }

  // MARK: Files

  /// The size of the buffer: smaller if there are many writers.
  private var threshold: Int { min(1 << 18, max(1 << 12, (64 << 20) / files.writers.count)) }

  private func flush() throws(RunError) {
    do {
      try sink.drainParts { bytes, isNew in
        if isNew {
          try files.descriptors.end(outputs.last!)
          parts.append(try files.create(pattern.path(part: outputs.count + 1)))
        }
        try append(bytes)
      }
    } catch {
      let message = (error as? BindingError)?.message ?? "\(error)"
      throw error as? RunError ?? RunError(.io, "\(message)")
    }
  }

  private func append(_ bytes: Bytes) throws(RunError) {
    guard !bytes.isEmpty else { return }
    try files.descriptors.use(outputs.last!)
    try outputs.last!.write(bytes)
  }

  /// Ends the lines. Within a record, the file is ended when the record is committed.
  override func close() throws {
    if isClosed { return }
    try super.close()
    if outputs.isEmpty { return }
    markDirty()
    if !files.isInRecord { try files.commit() }
  }

  /// Writes all committed lines to the files.
  override func end() throws(RunError) {
    try? super.close()  // which only notes it
    if outputs.isEmpty { return }
    sink.endRows()
    try flush()
    try files.descriptors.end(outputs.last!)
  }

  /// Lines and bytes, when everything is committed.
  override var written: (lines: Int, bytes: Int) { (sink.parts.count, sink.parts.bytes) }

  /// Problems that the service would report for each part.
  override var problems: [(path: Path, text: String)] {
    sink.partProblems.map { (pattern.path(part: $0.part), $0.text) }
      + (sink.strictProblem.map { [(pattern.path(part: sink.parts.part), $0)] } ?? [])
  }

  /// Surplus parts of an earlier run: those to keep, or those to remove.
  override var stale: (kept: [Path], removed: [Path]) {
    let paths = outputs.isEmpty ? [] : pattern.paths(after: outputs.count)
    return replaces ? ([], paths) : (paths, [])
  }
}
