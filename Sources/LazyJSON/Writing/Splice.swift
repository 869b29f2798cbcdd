/// Encodes values of the embedding program during a splice.
package protocol ForeignEncoder {
  /// Appends the JSON text of foreign value `number`; `depth` counts the containers around it.
  func encode(foreign number: UInt32, depth: Int, into output: inout ByteBuffer)
    throws(EncodeError)
}

/// Writing values: the bytes of the text, with the edits in between.
extension Document {
  /// Appends a line: the value with the blanks around it, without a line end.
  package func splice(
    line: Line, into output: inout ByteBuffer, foreign: some ForeignEncoder
  ) throws(EncodeError) {
    let root = node(line.root)
    let changed = storage.pointee.changed.elements
    let at = firstChanged(from: line.root)
    if at == changed.count || changed[at] >= root.next {
      return append(line.start, line.end, to: &output)
    }
    // Mostly one container of the record has all changes in it. An error is found again below, with
    // its path.
    let outer = node(changed[at])
    var behind = at + 1
    while behind < changed.count && changed[behind] < outer.next { behind += 1 }
    if behind == changed.count || changed[behind] >= root.next {
      let start = (output.count, storage.pointee.references?.pointee.count ?? 0)
      let containsMore = behind > at + 1
      if write(at, containsMore, in: line, into: &output, foreign: foreign) { return }
      output.count = start.0
      storage.pointee.references?.pointee.count = start.1
    }
    append(line.start, root.start, to: &output)
    try splice(line.root, depth: 0, into: &output, foreign: foreign)
    append(root.end, line.end, to: &output)
  }

  /// Appends a line in which all changes are in one container, that at index `at` in `changed`; false
  /// if a value in it cannot be encoded.
  @inline(__always)
  private func write(
    _ at: Int, _ containsMore: Bool, in line: Line, into output: inout ByteBuffer,
    foreign: some ForeignEncoder
  ) -> Bool {
    let number = storage.pointee.changed[at]
    let node = node(number)
    do throws(EncodeError) {
      if isPatched(storage.pointee.containers[node.payload]) {
        try patch(
          at, depth: 1, from: line.start, to: line.end, into: &output, foreign: foreign)
        return true
      }
      append(line.start, node.start, to: &output)
      var writer = ContainerWriter(self, number, depth: 1, containsMore: containsMore)
      try writer.write(into: &output, foreign: foreign)
      append(node.end, line.end, to: &output)
      return true
    } catch {
      return false
    }
  }

  /// Appends the JSON text of a value with its edits. Throws an error with the path of a value that
  /// cannot be written; then some bytes may have been appended.
  ///
  /// `depth` counts the changed containers around the value. Its limit stops at values that contain
  /// themselves; it does not ensure that a value which was moved deeper stays within
  /// `maximumDepth`.
  package func splice(
    _ number: UInt32, depth: Int, into output: inout ByteBuffer, foreign: some ForeignEncoder
  ) throws(EncodeError) {
    let node = node(number)
    let at = firstChanged(from: number)
    guard at < storage.pointee.changed.count, storage.pointee.changed[at] < node.next else {
      return append(node.start, node.end, to: &output)
    }
    try checkSize(depth: depth, output: output)
    do throws(EncodeError) {
      try spliceChanged(number, at, depth: depth, into: &output, foreign: foreign)
    } catch {
      throw error.passing(number, of: self)
    }
  }

  /// Splices a value that contains changes, the first of them at index `at` in `changed`.
  private func spliceChanged(
    _ number: UInt32, _ at: Int, depth: Int, into output: inout ByteBuffer,
    foreign: some ForeignEncoder
  ) throws(EncodeError) {
    let node = node(number)
    var at = at
    let changed = storage.pointee.changed.count
    if storage.pointee.changed[at] == number {
      let containsMore = at + 1 < changed && storage.pointee.changed[at + 1] < node.next
      var writer = ContainerWriter(self, number, depth: depth, containsMore: containsMore)
      return try writer.write(into: &output, foreign: foreign)
    }
    var copied = node.start
    while at < changed, storage.pointee.changed[at] < node.next {
      let inner = storage.pointee.changed[at]
      append(copied, self.node(inner).start, to: &output)
      do throws(EncodeError) {
        try splice(inner, depth: depth + 1, into: &output, foreign: foreign)
      } catch {
        throw locate(error, at: inner, in: number)
      }
      copied = self.node(inner).end
      while at < changed, storage.pointee.changed[at] < self.node(inner).next { at += 1 }
    }
    append(copied, node.end, to: &output)
  }

  /// The path to a value from the line it is in, "body.messages[3]"; empty for the line's own.
  package func path(of number: UInt32) -> String {
    guard let line = lines.last(where: { $0.problem == nil && $0.root <= number }),
      number != line.root
    else { return "" }
    return locate(EncodeError(""), at: number, in: line.root).location
  }

  private func checkSize(depth: Int, output: borrowing ByteBuffer) throws(EncodeError) {
    if depth >= Indexer.maximumDepth { throw .tooDeep }
    if output.count > ByteBuffer.longestRecord { throw .longRecord }
  }

  /// The error with the path from `outer` down to `inner` before its own.
  func locate(_ error: EncodeError, at inner: UInt32, in outer: UInt32) -> EncodeError {
    if inner == outer { return error }
    let isObject = node(outer).kind == .object
    var index = 0
    var child = outer + 1
    while child < node(outer).next {
      let value = isObject ? child + 1 : child
      if inner < node(value).next {
        let below = locate(error, at: inner, in: value)
        return isObject ? below.under(key: keyText(child)) : below.under(index: index)
      }
      child = node(value).next
      index += 1
    }
    return error
  }
}

extension Document {
  /// Makes `splice` append references to long unchanged ranges to `list` instead of copying them;
  /// with nil, everything is copied.
  package func lendText(to list: UnsafeMutablePointer<Table<TextReference>>?) {
    storage.pointee.references = list
  }

  @inline(__always)
  func append(_ start: UInt32, _ end: UInt32, to output: inout ByteBuffer) {
    let from = storage.pointee.text.base + Int(start)
    let count = Int(end &- start)
    if count >= TextReference.least, let list = storage.pointee.references {
      list.pointee.append(
        TextReference(offset: output.count, bytes: Bytes(start: from, count: count)))
    } else {
      output.reserve(count)
      (output.base + output.count).copy(from, count: count)
      output.count &+= count
    }
  }
}
