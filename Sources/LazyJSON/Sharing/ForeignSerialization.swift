/// Serializing values of the embedding program ahead, since another thread that writes the lines
/// cannot ask for them.
extension Document {
  /// Serializes the foreign values that were put into a value of this document, for
  /// `SerializedForeignEncoder`. The result is the error of the first that has no JSON text. Some
  /// may stand in what was taken out of the value since: they are not asked for.
  ///
  /// Values that edits moved here from other places are not looked into.
  package func serializeForeigns(
    in number: UInt32, with encoder: some ForeignEncoder
  ) -> EncodeError? {
    let end = node(number).next
    let known = storage.pointee.foreigns.errors.count
    var at = firstChanged(from: number)
    while at < storage.pointee.changed.count, storage.pointee.changed[at] < end {
      let inner = storage.pointee.changed[at]
      let container = storage.pointee.containers[node(inner).payload]
      for place in container.first..<container.first + container.count {
        let entry = storage.pointee.entries[place]
        if entry.tag == .foreign { serialize(foreign: entry.node, encoder) }
      }
      at += 1
    }
    let errors = storage.pointee.foreigns.errors
    return errors.count > known ? errors[known] : nil
  }

  private func serialize(foreign value: UInt32, _ encoder: some ForeignEncoder) {
    let start = storage.pointee.foreigns.text.count
    do throws(EncodeError) {
      try encoder.encode(foreign: value, depth: 1, into: &storage.pointee.foreigns.text)
      storage.pointee.foreigns.note(value, from: start)
    } catch {
      storage.pointee.foreigns.note(value, from: start, failed: error)
    }
  }

  /// Drops what is serialized, when it has been written.
  package func clearForeigns() { storage.pointee.foreigns.clear(limit: 4 << 20) }
}

/// Gives the texts of values that were serialized ahead.
package struct SerializedForeignEncoder: ForeignEncoder {
  package let document: Document

  package init(_ document: Document) { self.document = document }

  package func encode(
    foreign number: UInt32, depth: Int, into output: inout ByteBuffer
  ) throws(EncodeError) {
    guard let text = try document.storage.pointee.foreigns.text(of: number) else {
      fatalError("a value of the embedding program was not serialized")
    }
    output.append(text)
  }
}
