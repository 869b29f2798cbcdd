internal import LazyJSON
internal import LuaVM

/// Writing behind the script: another thread writes the results, as long as their order relative
/// to other effects of the script does not matter.
extension RecordLoop {
  /// Writes all pending lines. From now on each record is written before the next one is read.
  func goDirect() throws(RunError) {
    if cursor.pointee.mode.isApart {
      throw RunError(
        .record,
        """
        a script of several states may change the record that it was given, and no other; use \
        \(state.options.names(.jobs, "1"))
        """)
    }
    guard cursor.pointee.mode.canGoDirect else { return }
    cursor.pointee.mode = .direct
    state.leaveChunk()
    try state.vm.paused { () throws(RunError) in
      try state.files.guarded { () throws(RunError) in
        try RunError.only { () throws in
          takeBack(try queue.drain(for: self))
          if let chunk { try commit(chunk) }
          if state.isInRecord, !cursor.pointee.isAtEnd { noteLine(cursor.pointee.line.line) }
        }
      }
    }
  }

  /// Writes what `begin` or `finish` have emitted. Waiting for the output does not count as the
  /// script's time.
  func takeEmitted() throws {
    if state.isInRecord { return }
    let outlet = state.outlet
    guard outlet === committer.sink else {
      // Only the first state writes these lines.
      outlet.commit()
      return outlet.drain { _ in }
    }
    committer.differences?.tellAdded(outlet)
    outlet.commit()
    if outlet.size < 1 << 18 { return }
    try state.vm.paused { () throws(RunError) in
      try state.files.guarded { () throws(RunError) in
        try RunError.only { () throws in try committer.flush() }
      }
    }
  }

  /// Moves the outcomes of records since the last call to the chunk.
  func handOver(to chunk: Chunk) {
    swap(&cursor.pointee.outcomes, &chunk.outcomes)
    state.waiting.hand(to: chunk)
  }

  private func commit(_ chunk: Chunk) throws {
    handOver(to: chunk)
    try committer.commit(chunk)
    chunk.clear()
  }

  func takeBack(_ chunks: [Chunk]) {
    for chunk in chunks where state.documents.takeBack(written: chunk.document) {
      retire(chunk.document)
    }
  }

  /// Retires the document of a committed chunk. A garbage collection that this makes necessary is
  /// done when no record is being processed.
  func retire(_ document: Document) {
    guard state.documents.retire(document) else { return state.reclaim() }
    isCollectionDue = true
    if !state.isInRecord { collect() }
  }

  func collect() {
    guard isCollectionDue else { return }
    isCollectionDue = false
    state.vm.collectGarbage()
    state.endCollection()
  }
}
