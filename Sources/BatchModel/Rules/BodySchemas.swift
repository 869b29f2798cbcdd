internal import LazyJSON

/// What the bodies of endpoints may have: the object of a schema for each end of a URL.
package struct BodySchemas: Sendable {
  package let schema: BodySchema
  private let objects: [(end: StaticString, object: Int)]

  /// Of several ends that fit, the first counts.
  package init(_ schema: BodySchema, _ objects: [(end: StaticString, object: Int)]) {
    self.schema = schema
    self.objects = objects
  }

  /// nil for an endpoint whose bodies are not declared.
  func object(for url: Bytes) -> Int? {
    for (end, object) in objects where url.count >= end.utf8CodeUnitCount {
      let tail = Bytes(rebasing: url[(url.count - end.utf8CodeUnitCount)...])
      if tail.equals(end) { return object }
    }
    return nil
  }
}
