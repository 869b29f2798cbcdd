internal import LazyJSON

/// The schemas of the bodies of endpoints: an object of a schema for each URL suffix.
package struct BodySchemas: Sendable {
  package let schema: BodySchema
  private let objects: [(end: StaticString, object: Int)]

  /// If several suffixes match, the first is used.
  package init(_ schema: BodySchema, _ objects: [(end: StaticString, object: Int)]) {
    self.schema = schema
    self.objects = objects
  }

  /// The object for a URL; nil for an endpoint without a declaration.
  func object(for url: Bytes) -> Int? {
    for (end, object) in objects where url.count >= end.utf8CodeUnitCount {
      let tail = Bytes(rebasing: url[(url.count - end.utf8CodeUnitCount)...])
      if tail.equals(end) { return object }
    }
    return nil
  }
}
