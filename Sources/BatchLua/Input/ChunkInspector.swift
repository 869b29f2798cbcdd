internal import LazyJSON

/// Inspects each chunk of an input as soon as it is indexed, on the thread that indexed it: its
/// values are in the caches of that core, and several chunks are inspected at a time.
protocol ChunkInspector: AnyObject, Sendable {
  /// Called once for each chunk, in any order, by several threads at a time, before it is returned.
  func inspect(_ document: Document)
}
