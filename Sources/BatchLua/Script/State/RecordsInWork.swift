internal import CLua
internal import LazyJSON
internal import LuaVM

/// What the state notes about the current record, whose line may be written later by another
/// thread.
extension ScriptState {
  /// Lines of this document are written later, from now on until `leaveChunk`.
  func enterChunk(_ document: Document) { hot.pointee.chunk = document.address }

  func leaveChunk() { hot.pointee.chunk = nil }

  @inline(__always)
  func enterRecord(_ document: Document, _ root: UInt32) {
    hot.pointee.recordNodes = Range(uncheckedBounds: (root, document.node(root).next))
    hot.pointee.hasNewValues = false
    if hasActed { forgetActions() }
  }

  /// True if the script called a host function, returned records or moved values: the result may
  /// differ from "this line, edited".
  @inline(__always)
  var hasActed: Bool { hot.pointee.hasActed || hot.pointee.hasMovedValues }

  private func forgetActions() {
    hot.pointee.hasActed = false
    hot.pointee.hasMovedValues = false
    rejection = nil
    emitted = false
  }

  /// Whether the current record cannot wait to be written.
  var mustWriteNow: Bool { hot.pointee.hasMovedValues || !files.uncommitted.isEmpty }

  /// Serializes the Lua values in the record for the thread that writes the line. Throws when that
  /// took too long; that thread reports values that have no JSON form.
  @inline(__always)
  func freeze(_ document: Document, _ root: UInt32) throws(EncodeError) {
    if hot.pointee.hasNewValues { try freezeValues(document, root) }
  }

  private func freezeValues(_ document: Document, _ root: UInt32) throws(EncodeError) {
    let encoder = LuaEncoder(state: self, owner: document.address)
    if let error = document.serializeForeigns(in: root, with: encoder), vm.isLate { throw error }
  }

  /// To be called before an object is changed: its line, if it is pending, is written as it is now.
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
    if line.map(document.isWaiting(line:)) ?? true { try surroundings?.goDirect() }
  }

  /// To be called before a script writes by itself: pending lines are written first.
  func willWrite() throws(RunError) {
    if mode.isApart { return }
    if hot.pointee.chunk != nil { try surroundings?.goDirect() }
  }
}
