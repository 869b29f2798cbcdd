internal import LazyJSON

/// What is done with each chunk of an input as soon as it is indexed, by the thread that did that:
/// its values are in the caches of that core, and other chunks are inspected meanwhile.
protocol ChunkInspector: AnyObject, Sendable {
  /// Called once for each chunk, in any order, by several threads at a time, before it is handed out.
  func inspect(_ document: Document)
}
