internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// The processing of each record: it is prepared, passed to the script, and its outcome is noted.
extension RecordLoop {
  /// Notes the outcome of the last record and sets the next one for the script; false if there is
  /// none. Called by the state while the script runs, so an error is kept in the cursor until it
  /// has returned.
  func turn(_ verdict: bl_verdict, _ next: inout bl_next_record) -> Bool {
    do {
      if verdict != BL_NONE {
        do { try end(verdict) } catch {
          try? endCall()  // the record is rejected for the first error
          try reject(error)
        }
        try finishLine()
      }
      while !cursor.pointee.isAtEnd {
        let (document, line) = cursor.pointee.line
        if begin(document, line, &next) { return true }
        try reject(problem(of: line, in: document))
        try finishLine()
      }
    } catch {
      cursor.pointee.failure = error
    }
    return false
  }

  /// Sets the record of the current line as the next one; false if the line has no record.
  @inline(__always)
  private func begin(_ document: Document, _ line: Line, _ next: inout bl_next_record) -> Bool {
    if !cursor.pointee.mode.waits { noteLine(line) }
    guard line.isValid, let (type, child) = state.record(in: line, of: document) else {
      return line.isValid && isText && begin(text: document.value(line.root), line, &next)
    }
    cursor.pointee.type = isUnchecked ? .object : type
    state.enterRecord(document, line.root)
    if isStateless { state.vm.seedRandom(cursor.pointee.record) }
    next.set(type, line.root, document.value(child), answer: state.answerType)
    if next.has_child { document.prefetch(UInt32(truncatingIfNeeded: next.child)) }
    return true
  }

  /// The same for a record that is a string.
  private func begin(text value: Value, _ line: Line, _ next: inout bl_next_record) -> Bool {
    guard case .string(let text) = value else { return false }
    cursor.pointee.type = .object
    state.enterRecord(cursor.pointee.line.document, line.root)
    if isStateless { state.vm.seedRandom(cursor.pointee.record) }
    next.set(text: text)
    return true
  }

  /// Notes the line to which the following output belongs.
  func noteLine(_ line: Line) {
    guard let chunk else { return }
    committer.sink.inputs.line = committer.sink.inputs.enter(chunk) &+ line.number
  }

  /// The error of a line that has no record.
  private func problem(of line: Line, in document: Document) -> any Error {
    if let fault = document.fault(of: line) { return FramingFault(reason: fault) }
    if let problem = line.problem { return problem }
    return NotARecord(
      found: document.value(line.root).description, isObject: document.isObject(line.root),
      fitting: state.options.profile.othersFitting(line.root, in: document),
      isRequest: state.isRequest(line, in: document))
  }

  /// Notes the outcome of the record. Its time limit covers serializing its Lua values, not waiting
  /// for the output.
  @inline(__always)
  private func end(_ verdict: bl_verdict) throws {
    if state.hasActed || !cursor.pointee.mode.waits { return try endActive(verdict) }
    let isKept = verdict == BL_KEPT
    if isKept { try freeze() }
    try endCall()
    cursor.pointee.add(isKept ? .kept : .dropped)
  }

  /// The same for a record that must be written at once, or for which other lines than its own are
  /// written.
  private func endActive(_ verdict: bl_verdict) throws {
    if let rejection = state.rejection { throw rejection }
    if cursor.pointee.mode.canGoDirect && state.mustWriteNow { try goDirect() }
    let isKept = verdict == BL_KEPT && !state.emitted
    if !cursor.pointee.mode.waits { return try endDirect(isKept) }
    if isKept && !state.mustWriteNow {
      try freeze()
      try endCall()
      return cursor.pointee.add(.kept)
    }
    if isKept { try write() }
    try endCall()
    if state.waiting.isEmpty { return cursor.pointee.add(.dropped) }
    cursor.pointee.add(state.waiting.commit())
  }

  private func endDirect(_ isKept: Bool) throws {
    if isKept { try write() }
    try endCall()
    if let differences = committer.differences, let position = currentPosition {
      differences.tell(position.line, of: position.document, position.origin, as: committer.sink)
    }
    committer.keepRecord()
    try state.files.commit()
    try committer.flushMuch()
  }

  private func write() throws {
    let (document, line) = cursor.pointee.line
    try state.write(document, line, cursor.pointee.type, to: state.output)
  }

  /// Ends the call for the record, whose time is limited.
  @inline(__always)
  func endCall() throws(ScriptError) {
    if isTimed { try state.vm.endCall() }
  }

  @inline(__always)
  private func freeze() throws(EncodeError) {
    let (document, line) = cursor.pointee.line
    try state.freeze(document, line.root)
  }

  /// Moves on to the next line, or ends the chunk if the script has stopped or the results are
  /// large.
  @inline(__always)
  func finishLine() throws {
    let document = cursor.pointee.line.document
    cursor.pointee.finishLine()
    if state.isStopped || isMuch(document) { cursor.pointee.stop() }
  }

  /// Whether the results have grown so large that the chunk should end here.
  @inline(__always)
  private func isMuch(_ document: Document) -> Bool {
    document.isMuch(document.editedBytes + state.waiting.size)
  }

  func reject(_ error: any Error) throws {
    try state.options.control?.check()
    if let failure = state.files.failure { throw failure }
    if cursor.pointee.mode.waits { state.waiting.rollback() }
    if cursor.pointee.mode.canGoDirect && state.mustWriteNow { try goDirect() }
    let diagnostic = describer.describe(error, at: currentPosition, isLate: state.vm.isLate)
    if !cursor.pointee.mode.waits {
      committer.rollback()
      state.files.rollback()
      let (document, line) = cursor.pointee.line
      return try committer.reject(line, of: document, diagnostic)
    }
    if let chunk {
      cursor.pointee.addFailure(chunk.failures.count)
      chunk.failures.append(diagnostic)
    }
    guard committer.rejects.isFatal(diagnostic) else { return }
    if cursor.pointee.mode.canGoDirect { try goDirect() } else { state.isStopped = true }
  }
}
