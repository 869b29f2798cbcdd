internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// `batch.reader`: the records of a file, one after another. Each chunk is a document that lives as
/// long as Lua holds a reference into it.
final class RecordReader: FileHandle {
  private var lines: (any ChunkReader)?
  private let framing: InputFraming
  private let recordType: RecordType
  private var document: Document?
  /// Whether Lua owns the document, and frees it when nothing refers to it. The handle is such a
  /// reference while it reads the document.
  private var isLent = false
  private var next = 0
  private var firstLine = 1
  private var firstRecord = 1
  private var line = 0
  private var failure: (any Error)?

  private let pool: DocumentPool
  private let maxLine: LineLimit

  init(
    _ path: Path, _ type: RecordType, _ framing: InputFraming = .jsonl,
    separator: UInt8 = UInt8(ascii: ","), maxLine: LineLimit, _ pool: DocumentPool,
    for vm: VM
  ) throws(RunError) {
    self.pool = pool
    self.framing = framing
    self.maxLine = maxLine
    lines = framing.reader(
      of: try LineReader.open(path, for: vm), separator: separator, maxLine: maxLine)
    recordType = type
    super.init(.reader, path)
  }

  deinit { if let document, !isLent { pool.give(document) } }

  override func value(of field: HandleType.FieldName, _ state: ScriptState) -> bl_value {
    field == .line ? bl_value(integer: line) : state.scratchText(path)
  }

  override func close() throws {
    try super.close()
    lines = nil
  }

  /// Returns the next record to Lua, nil at the end.
  func read(_ state: ScriptState, _ call: inout bl_call) throws {
    try checkOpen()
    if let failure { throw failure }
    while true {
      if let document, next < document.lines.count {
        if document.hasMuchEdited { try leave(document, state, &call) }
        let document = self.document ?? document
        let line = document.lines[next]
        next += 1
        self.line = firstLine + Int(line.number)
        return call.return(try value(of: line, in: document, state))
      }
      guard lines != nil else { return call.return(bl_value()) }
      do {
        try fill(state, &call)
      } catch {
        failure = error
        lines = nil
        throw error
      }
    }
  }

  /// Continues in a new document, so that the edits of earlier records can be freed.
  private func leave(_ full: Document, _ state: ScriptState, _ call: inout bl_call) throws {
    let document = state.makeDocument()
    do {
      try full.copyLines(from: next, into: document, with: state.indexer)
    } catch {
      state.documents.takeBack(document)
      throw BindingError("\(name):\(line): \(error)")
    }
    firstLine += Int(full.lines[next].number)
    firstRecord += next
    note(document, state)
    retire(full, state, &call)
    (self.document, isLent, next) = (document, false, 0)
  }

  private func retire(_ document: Document, _ state: ScriptState, _ call: inout bl_call) {
    guard isLent else { return state.documents.takeBack(document) }
    call.collects = state.documents.retire(document)
    state.files.isCollecting = state.files.isCollecting || call.collects
  }

  private func note(_ document: Document, _ state: ScriptState) {
    state.documents.origins[document] = Origin(
      file: path, firstLine: firstLine, firstRecord: firstRecord)
  }

  private func fill(_ state: ScriptState, _ call: inout bl_call) throws {
    if state.files.isCollecting {
      state.files.isCollecting = false
      state.endCollection()
    }
    if let document {
      firstLine += document.physicalLines
      firstRecord += document.lines.count
      retire(document, state, &call)
      self.document = nil
    }
    let document = state.makeDocument()
    (self.document, isLent, next) = (document, false, 0)
    guard try nextLines(into: document) else {
      state.documents.takeBack(document)
      self.document = nil
      lines = nil
      return
    }
    if let problem = document.index(with: state.indexer, maxLine: maxLine) {
      throw problem.located(in: path, from: firstLine)
    }
    note(document, state)
  }

  private func nextLines(into document: Document) throws(RunError) -> Bool {
    do throws(RunError) {
      return try lines!.next(into: document)
    } catch {
      throw error.located(in: path, from: firstLine)
    }
  }

  private func value(
    of line: Line, in document: Document, _ state: ScriptState
  ) throws(BindingError) -> bl_value {
    if let fault = document.fault(of: line) {
      throw BindingError("\(name):\(self.line): \(fault)")
    }
    if let problem = line.problem {
      let frame = BrokenFrame(
        document.bytes(of: line), problem, isLast: document.isLast(line), framing: framing,
        asking: { "{ from = \"\($0)\" }" })
      throw BindingError(
        "\(name):\(self.line): \(framing.noun) is not valid JSON: \(problem)\(frame.hint)")
    }
    var result = bl_value()
    if recordType == .json {
      result.set(document.value(line.root), nullAs: BL_NULL)
      guard result.tag == BL_OBJECT.rawValue else { return result }
    } else {
      guard let type = state.record(in: line, of: document, as: recordType)?.type else {
        let found = document.value(line.root).description
        let fitting = state.options.profile.othersFitting(line.root, in: document)
        let problem =
          fitting.isEmpty
          ? "\(found), neither a request nor a result; { type = \"json\" } reads any JSON"
          : "a record of another shape than the profile's; "
            + "\(RecordProblem.hint(for: fitting, state.options.names)), "
            + "{ type = \"json\" } reads any JSON"
        throw BindingError("\(name):\(self.line): the line is \(problem)")
      }
      result.set(type, line.root)
    }
    result.tag = BL_NEW_OWNER.rawValue
    result.made.owner = document.address
    isLent = true
    return result
  }
}
