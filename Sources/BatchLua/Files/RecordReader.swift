internal import CLua
internal import LazyJSON

/// `batch.reader`: the records of a file of JSON Lines, one after another. Each chunk is a document
/// that lives as long as Lua holds a part of it.
final class RecordReader: FileHandle {
  private var lines: LineReader?
  private let recordType: RecordType
  private var document: Document?
  /// Whether Lua has the document: then it lives and dies there. The handle itself keeps it alive
  /// while it is read.
  private var isLent = false
  private var next = 0
  private var firstLine = 1
  private var firstRecord = 1
  private var line = 0
  private var failure: (any Error)?

  private let pool: DocumentPool

  init(_ path: Path, _ type: RecordType, _ pool: DocumentPool) throws(RunError) {
    self.pool = pool
    lines = try LineReader(path)
    recordType = type
    super.init(.reader, path)
  }

  deinit { if let document, !isLent { pool.give(document) } }

  override func value(of field: HandleType.FieldName, _ engine: Engine) -> bl_value {
    field == .line ? bl_value(integer: line) : engine.keep(path)
  }

  override func close() throws {
    try super.close()
    lines = nil
  }

  /// Gives the next record, nil at the end.
  func read(_ engine: Engine, _ call: inout bl_call) throws {
    try checkOpen()
    if let failure { throw failure }
    while true {
      if let document, next < document.lines.count {
        let line = document.lines[next]
        next += 1
        self.line = firstLine + Int(line.number)
        return call.return(try value(of: line, in: document, engine))
      }
      guard lines != nil else { return call.return(bl_value()) }
      do {
        try fill(engine, &call)
      } catch {
        failure = error
        lines = nil
        throw error
      }
    }
  }

  private func fill(_ engine: Engine, _ call: inout bl_call) throws {
    if engine.files.isCollecting {
      engine.files.isCollecting = false
      engine.settle()
    }
    if let document {
      firstLine += document.physicalLines
      firstRecord += document.lines.count
      if isLent {
        call.collects = engine.retire(document)
        engine.files.isCollecting = engine.files.isCollecting || call.collects
      } else {
        engine.takeBack(document)
      }
      self.document = nil
    }
    let document = engine.makeDocument()
    (self.document, isLent, next) = (document, false, 0)
    guard try lines!.next(into: document) else {
      engine.takeBack(document)
      self.document = nil
      lines = nil
      return
    }
    do {
      try document.indexLines(with: engine.indexer)
    } catch {
      throw BindingError("\(name):\(firstLine): \(error)")
    }
    engine.origins[document.address] = Engine.Origin(
      file: path, firstLine: firstLine, firstRecord: firstRecord)
  }

  private func value(
    of line: Line, in document: Document, _ engine: Engine
  ) throws(BindingError) -> bl_value {
    if let problem = line.problem {
      throw BindingError("\(name):\(self.line): the line is not valid JSON: \(problem)")
    }
    var result = bl_value()
    if recordType == .json {
      result.set(document.value(line.root), nullAs: BL_NULL)
      guard result.tag == BL_OBJECT.rawValue else { return result }
    } else {
      guard let type = engine.record(in: line, of: document, as: recordType)?.type else {
        let found = document.value(line.root).description
        throw BindingError(
          "\(name):\(self.line): the line is \(found), neither a request nor a result; "
            + "{ type = \"json\" } reads any JSON")
      }
      result.set(type, line.root)
    }
    result.tag = BL_OWNER.rawValue
    result.made.owner = document.address
    isLent = true
    return result
  }
}
