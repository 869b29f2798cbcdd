internal import CLua
internal import LazyJSON
internal import LuaVM

/// Notes about the current record, whose line another thread may write later.
extension ScriptState {
  /// Notes the document of a chunk whose lines are written later, until `leaveChunk`.
  func enterChunk(_ document: Document) { hot.pointee.chunk = document.address }

  func leaveChunk() { hot.pointee.chunk = nil }

  @inline(__always)
  func enterRecord(_ document: Document, _ root: UInt32) {
    hot.pointee.recordNodes = Range(uncheckedBounds: (root, document.node(root).next))
    hot.pointee.hasNewValues = false
    if hasActed { forgetActions() }
  }

  /// Whether the script has called a function with effects, returned records or moved values, so
  /// that the result may differ from the line with its edits.
  @inline(__always)
  var hasActed: Bool { hot.pointee.hasActed || hot.pointee.hasMovedValues }

  private func forgetActions() {
    hot.pointee.hasActed = false
    hot.pointee.hasMovedValues = false
    rejection = nil
    emitted = false
  }

  /// Whether the current record must be written before the next one is read.
  var mustWriteNow: Bool { hot.pointee.hasMovedValues || !files.uncommitted.isEmpty }

  /// Serializes the Lua values in the record for the thread that writes the line. Throws if that
  /// exceeded the time limit; a value without a JSON form is reported when the line is written.
  @inline(__always)
  func freeze(_ document: Document, _ root: UInt32) throws(EncodeError) {
    if hot.pointee.hasNewValues { try freezeValues(document, root) }
  }

  private func freezeValues(_ document: Document, _ root: UInt32) throws(EncodeError) {
    let encoder = LuaEncoder(state: self, owner: document.address)
    if let error = document.serializeForeigns(in: root, with: encoder), vm.isLate { throw error }
  }

  /// To be called before an object is changed. If its line is pending, it is written first.
  @inline(__always)
  func willChange(_ object: bl_object) throws {
    if hot.pointee.chunk == object.owner {
      if !hot.pointee.recordNodes.contains(object.node) { try willChangeOther(object) }
    } else if hot.pointee.hasUnchangeable {
      try checkWritable(object)
    }
  }

  private func willChangeOther(_ object: bl_object) throws(RunError) {
    let document = object.document
    let line = document.lineIndex(around: object.node)
    if line.map(document.isWaiting(line:)) ?? true { try runner?.goDirect() }
  }

  /// To be called before the script itself writes something. Pending lines are written first.
  func willWrite() throws(RunError) {
    if mode.isApart { return }
    if hot.pointee.chunk != nil { try runner?.goDirect() }
  }
}
