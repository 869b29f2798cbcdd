/// Writes a container that differs from its bytes: its entries in order, each with the blanks,
/// commas and colons around it in the text.
///
///     { "a": 1, "b": 2 }     set b: `{ "a": 1, "b": 9 }`    remove a: `{ "b": 2 }`
///     [1, 2]                 insert: `[1,9, 2]`             append: `[1, 2,9]`
///
/// Adjacent text is copied at once: `run` is the range that is not written yet.
struct ContainerWriter {
  private let document: Document
  private let node: Node
  private let first: UInt32
  private let container: Container
  private let depth: Int
  /// Whether containers in it also differ from their bytes.
  private let containsMore: Bool
  private var run: (start: UInt32, end: UInt32) = (0, 0)
  /// The key or element that follows, in the text, the last one that was copied from there, and the
  /// end of that one.
  private var following: UInt32 = 0
  private var lastEnd: UInt32 = 0

  init(_ document: Document, _ number: UInt32, depth: Int, containsMore: Bool) {
    self.document = document
    node = document.node(number)
    first = number + 1
    container = document.storage.pointee.containers[node.payload]
    self.depth = depth
    self.containsMore = containsMore
  }

  mutating func write(
    into output: inout ByteBuffer, foreign: some ForeignEncoder
  ) throws(EncodeError) {
    take(node.start, node.start + 1, &output)
    var written = 0
    for at in container.first..<container.first + container.count {
      let entry = document.storage.pointee.entries[at]
      if entry.tag == .removed { continue }
      if entry.key == following && isUntouched(entry) {
        take(lastEnd, follow(entry), &output)
        continue
      }
      separate(entry, isFirst: written == 0, &output)
      writeKey(entry, &output)
      do throws(EncodeError) {
        try writeValue(entry, &output, foreign)
      } catch {
        throw container.isObject
          ? error.under(key: document.keyText(entry.key))
          : error.under(index: at - container.first)
      }
      written += 1
    }
    close(isEmpty: written == 0, &output)
  }

  @inline(__always)
  private func isUntouched(_ entry: Entry) -> Bool {
    entry.isOriginal && entry.tag == .node && !(containsMore && document.isChanged(entry.node))
  }

  /// Continues behind the original value of an entry; returns the end of that.
  @inline(__always)
  private mutating func follow(_ entry: Entry) -> UInt32 {
    let value = document.node(originalValue(entry))
    following = value.next
    lastEnd = value.end
    return value.end
  }

  /// The node of the original value.
  @inline(__always)
  private func originalValue(_ entry: Entry) -> UInt32 {
    container.isObject ? entry.key + 1 : entry.key
  }

  @inline(__always)
  private mutating func take(_ start: UInt32, _ end: UInt32, _ output: inout ByteBuffer) {
    if start == run.end {
      run.end = end
    } else {
      flush(&output)
      run = (start, end)
    }
  }

  @inline(__always)
  private mutating func flush(_ output: inout ByteBuffer) {
    if run.start < run.end { document.append(run.start, run.end, to: &output) }
    run = (0, 0)
  }

  /// Writes the text between the last entry and this one.
  private mutating func separate(
    _ entry: Entry, isFirst: Bool, _ output: inout ByteBuffer
  ) {
    if isFirst {
      if first < node.next { take(node.start + 1, document.node(first).start, &output) }
    } else if entry.key == following {
      take(lastEnd, document.node(entry.key).start, &output)
    } else if !entry.isOwnedKey && entry.key != first {
      let end = document.node(entry.key).start
      take(document.startOfSeparator(before: end), end, &output)
    } else {
      flush(&output)
      output.append(UInt8(ascii: ","))
    }
  }

  private mutating func writeKey(_ entry: Entry, _ output: inout ByteBuffer) {
    guard container.isObject else { return }
    if !entry.isOwnedKey {
      take(document.node(entry.key).start, document.node(entry.key + 1).start, &output)
    } else {
      flush(&output)
      output.appendQuoted(document.keyText(entry.key))
      output.append(UInt8(ascii: ":"))
    }
  }

  private mutating func writeValue(
    _ entry: Entry, _ output: inout ByteBuffer, _ foreign: some ForeignEncoder
  ) throws(EncodeError) {
    if isUntouched(entry) {
      return take(document.node(entry.node).start, follow(entry), &output)
    }
    flush(&output)
    try document.append(valueOf: entry, depth: depth + 1, to: &output, foreign: foreign)
    if !entry.isOwnedKey {
      let end = follow(entry)
      run = (end, end)
    } else {
      following = 0
    }
  }

  private mutating func close(isEmpty: Bool, _ output: inout ByteBuffer) {
    let wasEmpty = first == node.next
    if isEmpty == wasEmpty {
      take(document.startOfBlanks(before: node.end - 1), node.end, &output)
    } else {
      take(node.end - 1, node.end, &output)
    }
    flush(&output)
  }
}

extension Document {
  /// The offset of the blanks before `offset`.
  func startOfBlanks(before offset: UInt32) -> UInt32 {
    var at = offset
    while isBlank(storage.pointee.text.base[Int(at) - 1]) { at -= 1 }
    return at
  }

  /// The offset of the comma before `offset`, including the blanks around it.
  func startOfSeparator(before offset: UInt32) -> UInt32 {
    startOfBlanks(before: startOfBlanks(before: offset) - 1)
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
