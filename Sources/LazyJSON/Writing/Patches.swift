/// Writing an object from which no member of the text was removed: the text with other values in
/// it, and new members behind the others.
///
///     { "a": 1, "b": 2 }     b = 9 and c = 3: `{ "a": 1, "b": 9,"c":3 }`
extension Document {
  /// Whether `patch` can write a container.
  @inline(__always)
  func isPatched(_ container: Container) -> Bool {
    container.isObject && !container.hasGaps && container.live == container.count
  }

  /// Appends the text from `start` to `end`, which are around an object for which `isPatched` holds,
  /// with the changes to it and to what is in it. `at` is its index in `changed`. An error has no
  /// path.
  func patch(
    _ at: Int, depth: Int, from start: UInt32, to end: UInt32, into output: inout ByteBuffer,
    foreign: some ForeignEncoder
  ) throws(EncodeError) {
    let object = storage.pointee.changed[at]
    let container = storage.pointee.containers[node(object).payload]
    let entries = storage.pointee.entries.base
    let next = node(object).next
    var copied = start
    var inner = at &+ 1
    var changed = nodeOfChanged(inner)
    var at = container.first
    let behind = at &+ container.count
    while at < behind && !entries[at].isOwnedKey {
      let entry = entries[at]
      at &+= 1
      if entry.isOriginal && changed >= next { continue }
      let value = node(entry.key &+ 1)
      if entry.isOriginal && changed >= value.next { continue }
      append(copied, value.start, to: &output)
      if !entry.isOriginal {
        try append(valueOf: entry, depth: depth &+ 1, to: &output, foreign: foreign)
      } else if changed == entry.key &+ 1, isPatched(storage.pointee.containers[value.payload]) {
        try patch(
          inner, depth: depth &+ 1, from: value.start, to: value.end, into: &output,
          foreign: foreign)
      } else {
        try splice(entry.key &+ 1, depth: depth &+ 1, into: &output, foreign: foreign)
      }
      copied = value.end
      while changed < value.next {
        inner &+= 1
        changed = nodeOfChanged(inner)
      }
    }
    if at < behind {
      let node = node(object)
      let isEmpty = at == container.first
      let last = isEmpty ? node.start &+ 1 : self.node(entries[at &- 1].key &+ 1).end
      append(copied, last, to: &output)
      try append(
        members: at..<behind, isFirst: isEmpty, depth: depth &+ 1, to: &output, foreign: foreign)
      // Blanks behind the last member stay, those in an empty object do not.
      copied = isEmpty ? node.end &- 1 : last
    }
    append(copied, end, to: &output)
  }

  /// The node at an index in `changed`; `UInt32.max` at its end.
  @inline(__always)
  private func nodeOfChanged(_ index: Int) -> UInt32 {
    index < storage.pointee.changed.count ? storage.pointee.changed[index] : .max
  }

  /// Appends the members in a range of entries, whose keys are not in the text.
  @inline(__always)
  private func append(
    members range: Range<Int>, isFirst: Bool, depth: Int, to output: inout ByteBuffer,
    foreign: some ForeignEncoder
  ) throws(EncodeError) {
    for at in range {
      let entry = storage.pointee.entries.base[at]
      if at > range.lowerBound || !isFirst { output.append(UInt8(ascii: ",")) }
      output.appendQuoted(keyText(entry.key))
      output.append(UInt8(ascii: ":"))
      try append(valueOf: entry, depth: depth, to: &output, foreign: foreign)
    }
  }

  /// Appends the value of an entry that is not that of the text.
  @inline(__always)
  func append(
    valueOf entry: Entry, depth: Int, to output: inout ByteBuffer, foreign: some ForeignEncoder
  ) throws(EncodeError) {
    switch entry.tag {
    case .node: try splice(entry.node, depth: depth, into: &output, foreign: foreign)
    case .null: output.append("null")
    case .boolean: output.append(entry.payload != 0 ? "true" : "false")
    case .integer: output.appendInteger(Int64(bitPattern: entry.payload))
    case .double: try output.appendDouble(Double(bitPattern: entry.payload))
    case .string: output.appendQuoted(text(at: entry.node))
    case .foreign: try foreign.encode(foreign: entry.node, depth: depth, into: &output)
    case .removed: break
    }
  }
}
