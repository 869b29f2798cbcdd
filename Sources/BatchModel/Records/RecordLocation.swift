package import LazyJSON

/// A value of a document that may be a record: the root of a line, or any other value.
package struct RecordLocation {
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

  /// The positions of the members by which a record is recognised.
  @inline(__always)
  func members(_ keys: RecordKeys) -> RecordKeys.Members {
    keys.members(of: root, in: document, line: line)
  }
}
