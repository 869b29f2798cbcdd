package import LazyJSON

extension Profile {
  /// The names of the profiles whose lines an object is like, when it is not like those of this
  /// one: none when it is like no other's. They are all of one shape, or of alike ones.
  package func othersFitting(_ root: UInt32, in document: Document) -> [String] {
    guard document.isObject(root) else { return [] }
    func fit(_ shape: Shape) -> RecordKeys.Kind? {
      let keys = RecordKeys.of(shape)
      let places = keys.places(of: root, in: document, line: nil)
      switch keys.kind(of: places) {
      case .result?: return .result
      case .request?: return keys.isRequest(places) ? .request : nil
      case nil: return nil
      }
    }
    if fit(shape) != nil { return [] }
    guard let first = Profile.all.first(where: { fit($0.shape) != nil }) else { return [] }
    let kind = fit(first.shape)
    let alike = Profile.all.filter { other in
      other.shape.body == first.shape.body && other.shape.id == first.shape.id
        && fit(other.shape) == kind
    }
    // OpenAI's shape is that of many.
    return alike.count > 3 ? [first.name] : alike.map(\.name)
  }
}
