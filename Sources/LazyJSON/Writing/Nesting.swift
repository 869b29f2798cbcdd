/// Values that are nested too deep, or that contain themselves.
extension EncodeError {
  /// The error of a value that is nested deeper than `Indexer.maximumDepth`.
  static let tooDeep = EncodeError(
    "the value is nested deeper than \(Indexer.maximumDepth) levels")

  /// The error as it passes a container on its way out.
  func passing(_ node: UInt32, of document: Document) -> EncodeError {
    let container = (document: UInt(bitPattern: document.address), node: node)
    var error = self
    if let deepest, deepest == container {
      error.circle = circle ?? path
      error.path = error.circle!
      error.message = "the value contains itself"
    } else if deepest == nil, message == Self.tooDeep.message {
      error.deepest = container
    }
    return error
  }
}
