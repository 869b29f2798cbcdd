internal import Glibc
internal import Synchronization

/// Handing a document to another thread, which writes lines of it.
extension Document {
  /// Bytes that edits have brought in, and those of foreign values that are serialized.
  package var editedBytes: Int {
    storage.pointee.texts.count + storage.pointee.foreigns.text.count
      + storage.pointee.entries.count * MemoryLayout<Entry>.stride
  }

  /// Whether the edits are so large that the lines which follow should move to another document:
  /// lines may grow a thousandfold, and copying the rest is little work beside that.
  package var hasMuchEdited: Bool { isMuch(editedBytes) }

  /// Whether these bytes are much beside the text.
  @inline(__always)
  package func isMuch(_ bytes: Int) -> Bool { bytes > 8 << 20 && bytes > text.count / 2 }

  /// Whether the document is with another thread.
  @inline(__always)
  package var isLent: Bool { storage.pointee.isLent.load(ordering: .acquiring) }

  /// Gives the document to another thread. `hurry` is called, on this one, when the document is
  /// waited for.
  package func lend(hurry: @escaping () -> Void) {
    storage.pointee.hurry = hurry
    storage.pointee.isLent.store(true, ordering: .releasing)
  }

  /// Says on the other thread that it is done with the document.
  package func giveBack() { storage.pointee.isLent.store(false, ordering: .releasing) }

  /// Waits until no other thread has the document, and restores it.
  @inline(never)
  package func makeReady() {
    if isLent { storage.pointee.hurry?() }
    while isLent { usleep(20) }
    restore()
  }
}
