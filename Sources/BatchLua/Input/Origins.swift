internal import LazyJSON

/// The origins of documents, by their tags. Not a dictionary: making one takes a twentieth of the
/// time that a run needs to start.
struct Origins {
  /// The origin of the document with tag `index + 1`.
  private var origins: [Origin?] = []
  private var free: [UInt32] = []

  subscript(document: Document) -> Origin? {
    get { document.tag == 0 ? nil : origins[Int(document.tag) - 1] }
    set {
      guard let newValue else { return remove(document) }
      if document.tag == 0 { document.tag = newTag() }
      origins[Int(document.tag) - 1] = newValue
    }
  }

  private mutating func newTag() -> UInt32 {
    if let tag = free.popLast() { return tag }
    origins.append(nil)
    return UInt32(origins.count)
  }

  private mutating func remove(_ document: Document) {
    if document.tag == 0 { return }
    origins[Int(document.tag) - 1] = nil
    free.append(document.tag)
    document.tag = 0
  }
}
