internal import BatchModel
internal import LazyJSON

/// Finds the id of a request or a result, as bytes that are the same for both. A file need not be
/// of the named profile: a line without an id where that profile has it is read as one of another
/// profile.
struct IDReader {
  private let paths: [[String]]

  init(_ profile: Profile) {
    var paths = profile.shape.idPaths
    for path in Shape.all.flatMap(\.idPaths) where !paths.contains(path) { paths.append(path) }
    self.paths = paths
  }

  /// Writes the id of an object to `id`. False if it has none; an id is a non-empty string or a
  /// number.
  func read(_ object: UInt32, of document: Document, into id: inout ByteBuffer) -> Bool {
    id.count = 0
    return paths.contains { append($0, object, document, &id) }
  }

  /// Whether an object has this id. `other` is scratch space. To be asked where hashes are equal.
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

  /// Replaces the id of a request, where it has one.
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

  /// The object with the member that a path ends with.
  private func parent(_ path: [String], _ object: UInt32, _ document: Document) -> UInt32? {
    var node = object
    for name in path.dropLast() {
      guard case .object(let inner) = document.member(node, named: name) else { return nil }
      node = inner
    }
    return node
  }
}
