internal import BatchModel
internal import LazyJSON

/// Finds the id of a request or a result, as bytes by which both are known. Files are not always of
/// the profile that was named: where a line has no id at the place of the profile, that of another
/// one counts.
struct IDReader {
  private let paths: [[String]]

  init(_ profile: Profile) {
    var paths = profile.shape.idPaths
    for path in Shape.all.flatMap(\.idPaths) where !paths.contains(path) { paths.append(path) }
    self.paths = paths
  }

  /// Puts the id of an object into `id`; false when it has none: a string that is not empty, or a
  /// number.
  func read(_ object: UInt32, of document: Document, into id: inout ByteBuffer) -> Bool {
    id.count = 0
    return paths.contains { append($0, object, document, &id) }
  }

  /// Whether an object has this id; `other` is room for the one that it has. Two ids may have one hash.
  func has(
    _ id: Bytes, _ object: UInt32, of document: Document, using other: inout ByteBuffer
  ) -> Bool {
    read(object, of: document, into: &other) && other.elements.equals(id)
  }

  private func append(
    _ path: [String], _ object: UInt32, _ document: Document, _ id: inout ByteBuffer
  ) -> Bool {
    guard document.isObject(object) else { return false }
    var value = Value.object(object)
    for name in path {
      guard case .object(let node) = value else { return false }
      value = document.member(node, named: name)
    }
    switch value {
    case .string(let text): id.append(text)
    case .integer(let number): id.appendInteger(number)
    case .number(let node): id.append(document.bytes(of: node))
    default: return false
    }
    return id.count > 0
  }

  /// Changes the id of a request, at the place where it is.
  func set(_ id: Bytes, of object: UInt32, in document: Document) throws(EditError) {
    for path in paths {
      guard let node = parent(path, object, document) else { continue }
      let name = path[path.count - 1]
      if document.member(node, named: name).isAbsent { continue }
      try Array(name.utf8).withUnsafeBufferPointer { (name) throws(EditError) in
        _ = try document.setMember(node, name, .string(id))
      }
      return
    }
  }

  /// The object that has the last name of a path.
  private func parent(_ path: [String], _ object: UInt32, _ document: Document) -> UInt32? {
    var node = object
    for name in path.dropLast() {
      guard case .object(let inner) = document.member(node, named: name) else { return nil }
      node = inner
    }
    return node
  }
}
