internal import Glibc
internal import Synchronization

/// Lending a document to another thread, which writes its lines.
extension Document {
  /// The bytes of edits and of serialized foreign values.
  package var editedBytes: Int {
    storage.pointee.texts.count + storage.pointee.foreigns.text.count
      + storage.pointee.entries.count * MemoryLayout<Entry>.stride
  }

  /// Whether the edits are so large that further lines should move to another document. Lines may
  /// grow a thousandfold; copying the rest is little work compared with that.
  package var hasMuchEdited: Bool { isMuch(editedBytes) }

  /// Whether these bytes are many compared with the text.
  @inline(__always)
  package func isMuch(_ bytes: Int) -> Bool { bytes > 8 << 20 && bytes > text.count / 2 }

  /// Whether another thread has the document.
  @inline(__always)
  package var isLent: Bool { storage.pointee.isLent.load(ordering: .acquiring) }

  /// Lends the document to another thread. `hurry` is called on this one before it waits for the
  /// document.
  package func lend(hurry: @escaping () -> Void) {
    storage.pointee.hurry = hurry
    storage.pointee.isLent.store(true, ordering: .releasing)
  }

  /// Gives the document back; called on the other thread.
  package func giveBack() { storage.pointee.isLent.store(false, ordering: .releasing) }

  /// Waits until the document is given back, and restores it if it is compacted.
  @inline(never)
  package func makeReady() {
    if isLent { storage.pointee.hurry?() }
    while isLent { usleep(20) }
    restore()
  }
}
