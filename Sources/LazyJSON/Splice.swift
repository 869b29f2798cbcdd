/// What writes the values of the embedding program in the middle of a splice.
package protocol ForeignEncoder {
  /// Appends the JSON text of foreign value `number`; `depth` counts the containers around it.
  func encode(foreign number: UInt32, depth: Int, into output: inout ByteBuffer)
    throws(EncodeError)
}

/// Writing values: the bytes as they were, but for what was changed.
extension Document {
  /// Whether writing the value would give other bytes than were read.
  package func isChanged(_ number: UInt32) -> Bool {
    let node = node(number)
    let at = firstChanged(from: number)
    return at < storage.pointee.changed.count && storage.pointee.changed[at] < node.next
  }

  /// Appends a whole line: the value with the blanks around it, no line end.
  package func splice(
    line: Line, into output: inout ByteBuffer, foreign: some ForeignEncoder
  ) throws(EncodeError) {
    let root = node(line.root)
    append(line.start, root.start, to: &output)
    try splice(line.root, depth: 0, into: &output, foreign: foreign)
    append(root.end, line.end, to: &output)
  }

  /// Appends the JSON text of a value with the changes made in it. Throws what cannot be written
  /// and its path; then some bytes may have been appended.
  ///
  /// `depth` counts the changed containers around the value. Its limit ends values that contain
  /// themselves; it does not promise that a value moved deeper stays within `maximumDepth`.
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

  /// The same for a value that has changes in it, the first of them at `at` in `changed`.
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
    return locate(EncodeError(""), at: number, in: line.root).place
  }

  private func checkSize(depth: Int, output: borrowing ByteBuffer) throws(EncodeError) {
    if depth >= Indexer.maximumDepth { throw .tooDeep }
    if output.count > ByteBuffer.longestRecord {
      throw EncodeError(
        "the text would be longer than 256 MiB, the most for all lines of a record together")
    }
  }

  /// The error with the path from `outer` down to `inner` before its own.
  func locate(_ error: EncodeError, at inner: UInt32, in outer: UInt32) -> EncodeError {
    let isObject = node(outer).kind == .object
    var index = 0
    var child = outer + 1
    while child < node(outer).next {
      let value = isObject ? child + 1 : child
      if inner < node(value).next {
        let below = inner == value ? error : locate(error, at: inner, in: value)
        return isObject ? below.under(key: keyText(child)) : below.under(index: index)
      }
      child = node(value).next
      index += 1
    }
    return error
  }

  @inline(__always)
  func append(_ start: UInt32, _ end: UInt32, to output: inout ByteBuffer) {
    output.append(storage.pointee.text.base + Int(start), count: Int(end - start))
  }

  /// The index in `changed` of the first container at or after node `number`.
  func firstChanged(from number: UInt32) -> Int {
    // Lines are changed and written one after the other: mostly it is one of the last.
    var high = storage.pointee.changed.count
    let last = max(0, high - 4)
    while high > last && storage.pointee.changed[high - 1] >= number { high -= 1 }
    if high > last || high == 0 { return high }
    var low = 0
    while low < high {
      let middle = (low + high) / 2
      if storage.pointee.changed[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Table<UInt8> {
  /// What a record may come to when scripts build it: a guard against tables that share tables.
  package static var longestRecord: Int { 256 << 20 }
}
