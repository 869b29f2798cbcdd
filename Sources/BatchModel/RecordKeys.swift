package import LazyJSON

/// The members that tell what a line is, which the index of lines finds on its way.
package enum RecordKeys {
  /// In the order in which requests mostly have them.
  private static let names: [StaticString] = [
    "custom_id", "method", "url", "body", "response", "error",
  ]
  private static let keys = MemberKeys(names)

  /// An indexer of lines that tells them.
  package static func indexer() -> Indexer { Indexer(telling: names) }

  /// Where the members of an object are, which is that of `line` when there is one.
  @inline(__always)
  package static func places(
    of object: UInt32, in document: Document, line: Line?
  ) -> Places {
    if let line, line.isTold, !document.isExpanded(object) { return Places(line) }
    return find(object, document)
  }

  @inline(never)
  private static func find(_ object: UInt32, _ document: Document) -> Places {
    withUnsafeTemporaryAllocation(of: MemberPlace.self, capacity: names.count) { found in
      document.find(object, keys, found.baseAddress!)
      return Places(found.baseAddress!)
    }
  }

  package struct Places: BitwiseCopyable {
    package let customID, method, url, body, response, error: MemberPlace

    @inline(__always)
    fileprivate init(_ line: Line) {
      customID = MemberPlace(told: line.told.0)
      method = MemberPlace(told: line.told.1)
      url = MemberPlace(told: line.told.2)
      body = MemberPlace(told: line.told.3)
      response = MemberPlace(told: line.told.4)
      error = MemberPlace(told: line.told.5)
    }

    fileprivate init(_ found: UnsafePointer<MemberPlace>) {
      (customID, method, url) = (found[0], found[1], found[2])
      (body, response, error) = (found[3], found[4], found[5])
    }
  }
}
