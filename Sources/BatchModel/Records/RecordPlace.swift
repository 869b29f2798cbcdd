package import LazyJSON

/// A value that may be a record: one of a line, or any other of a document.
package struct RecordPlace {
  package let document: Document
  package let root: UInt32
  private let line: Line?

  @inline(__always)
  package init(_ document: Document, _ line: Line) {
    self.document = document
    root = line.root
    self.line = line
  }

  package init(_ document: Document, _ root: UInt32) {
    self.document = document
    self.root = root
    line = nil
  }

  /// Where the members are whose keys say the type of a record.
  @inline(__always)
  func members(_ keys: RecordKeys) -> RecordKeys.Places {
    keys.places(of: root, in: document, line: line)
  }
}
