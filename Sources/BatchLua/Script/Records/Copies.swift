internal import CLua
internal import LazyJSON
internal import LuaVM

/// `record:copy()`. A copy has a document of its own. A copy of the current record, which transform
/// will probably return, is another line of the same document if possible.
extension ScriptState {
  func copy(_ object: bl_object, _ call: inout bl_call) throws {
    if let line = copyInPlace(object),
      let (type, child) = record(in: line, of: object.document)
    {
      call.record.set(type, line.root, object.document.value(child), answer: answerType)
      return call.return(bl_value(tag: BL_COPY))
    }
    let document = try copiedDocument(of: object)
    documents.origins[document] = documents.origins[object.document].map {
      let position = position(of: object)
      return Origin(
        file: $0.file, firstLine: position?.line ?? $0.firstLine,
        firstRecord: position?.record ?? $0.firstRecord)
    }
    call.result(object.objectType, rootOf: document)
  }

  /// The line of a copy in the document of the chunk. Nil if the script already uses much memory:
  /// a separate document is freed earlier, and a retained copy does not keep the whole chunk
  /// alive.
  @inline(__always)
  private func copyInPlace(_ object: bl_object) -> Line? {
    guard object.owner == hot.pointee.chunk,
      object.node == hot.pointee.recordNodes.lowerBound,
      documents.chunksOfCopies.count < Self.manyChunks,
      vm.memory + (documents.budget?.bytes ?? 0) <= muchMemory
    else { return nil }
    let document = object.document
    guard let line = document.lineIndex(of: object.node),
      let copy = document.copy(line: line, order: bl_next_number(vm.raw))
    else { return nil }
    return document.lines[copy]
  }

  private static let manyChunks = 16

  private var muchMemory: Int {
    let limit = options.limits.maxMemory
    return limit > 0 ? min(32 << 20, limit / 4) : 32 << 20
  }

  /// The number by which a copy in the document of a chunk is ordered, instead of that of the
  /// document; 0 for other objects.
  func order(of object: bl_object) -> UInt64 {
    let document = object.document
    return document.lineIndex(around: object.node).flatMap { document.order(ofLine: $0) } ?? 0
  }

  private func copiedDocument(of object: bl_object) throws -> Document {
    let document = makeDocument(isSmall: true)
    if document.load(copyOf: object.node, from: object.document) { return try finish(document) }
    documents.takeBack(document)
    hot.pointee.copied.count = 0
    try encode(object, into: &hot.pointee.copied)
    return try load(hot.pointee.copied.elements)
  }
}
