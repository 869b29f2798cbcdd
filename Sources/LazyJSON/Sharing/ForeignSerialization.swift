/// Serializing foreign values in advance, because the thread that writes the lines cannot call the
/// embedding program.
extension Document {
  /// Serializes the foreign values in a value of this document, for `SerializedForeignEncoder`.
  /// Returns the error of the first one that JSON cannot represent. May include foreign values in
  /// containers that were removed since; they are not used.
  ///
  /// Does not serialize those in values that were moved here from elsewhere.
  package func serializeForeigns(
    in number: UInt32, with encoder: some ForeignEncoder
  ) -> EncodeError? {
    let end = node(number).next
    let known = storage.pointee.foreigns.errors.count
    var at = firstChanged(from: number)
    while at < storage.pointee.changed.count, storage.pointee.changed[at] < end {
      let inner = storage.pointee.changed[at]
      let container = storage.pointee.containers[node(inner).payload]
      for index in container.first..<container.first &+ container.count
      where storage.pointee.entries[index].tag == .foreign {
        serialize(foreign: storage.pointee.entries[index].node, encoder)
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

  /// Drops the serialized values, after they have been written.
  package func clearForeigns() { storage.pointee.foreigns.clear(limit: 4 << 20) }
}

extension Document {
  /// Like `splice`, for a line whose foreign values were serialized in advance. Not generic, because
  /// the compiler specialises nothing for other targets.
  package func spliceSerialized(line: Line, into output: inout ByteBuffer) throws(EncodeError) {
    try splice(line: line, into: &output, foreign: SerializedForeignEncoder(document: self))
  }
}

/// Encodes foreign values by their texts that were serialized in advance.
struct SerializedForeignEncoder: ForeignEncoder {
  let document: Document

  func encode(
    foreign number: UInt32, depth: Int, into output: inout ByteBuffer
  ) throws(EncodeError) {
    guard let text = try document.storage.pointee.foreigns.text(of: number) else {
      fatalError("a value of the embedding program was not serialized")
    }
    output.append(text)
  }
}
