internal import Glibc
internal import Synchronization

/// Handing a document to another thread, which writes lines of it.
///
/// Values of the embedding program cannot be asked for there: `freeze` writes them down first.
extension Document {
  /// Writes down the foreign values that were put into a value of this document, so that
  /// `FrozenEncoder` gives them; of one that cannot be written, the error, which is the result for
  /// the first of them. Some may stand in what was taken out of the value since: they are not
  /// asked for.
  ///
  /// Values that edits moved here from other places are not looked into.
  package func freeze(_ number: UInt32, foreign: some ForeignEncoder) -> EncodeError? {
    let end = node(number).next
    let known = storage.pointee.frozenErrors.count
    var at = firstChanged(from: number)
    while at < storage.pointee.changed.count, storage.pointee.changed[at] < end {
      let inner = storage.pointee.changed[at]
      let container = storage.pointee.containers[node(inner).payload]
      for place in container.first..<container.first + container.count {
        let entry = storage.pointee.entries[place]
        if entry.tag == .foreign { freeze(foreign: entry.node, foreign) }
      }
      at += 1
    }
    let errors = storage.pointee.frozenErrors
    return errors.count > known ? errors[known] : nil
  }

  private func freeze(foreign value: UInt32, _ encoder: some ForeignEncoder) {
    let start = storage.pointee.frozen.count
    do throws(EncodeError) {
      try encoder.encode(foreign: value, depth: 1, into: &storage.pointee.frozen)
    } catch {
      storage.pointee.frozen.count = start
      storage.pointee.frozenPlaces.append(
        FrozenPlace(value: value, start: storage.pointee.frozenErrors.count, count: -1))
      return storage.pointee.frozenErrors.append(error)
    }
    storage.pointee.frozenPlaces.append(
      FrozenPlace(value: value, start: start, count: storage.pointee.frozen.count - start))
  }

  /// Bytes that edits have brought in, and those of foreign values that are written down.
  package var editedBytes: Int {
    storage.pointee.texts.count + storage.pointee.frozen.count
      + storage.pointee.entries.count * MemoryLayout<Entry>.stride
  }

  /// Whether so much has become of the lines that the others had better go on in another document:
  /// lines may grow a thousandfold. Copying those is little work beside that.
  package var hasMuchEdited: Bool { isMuch(editedBytes) }

  /// Whether these bytes are much beside the text.
  @inline(__always)
  package func isMuch(_ bytes: Int) -> Bool { bytes > 8 << 20 && bytes > text.count / 2 }

  /// Forgets what is frozen, when it has been written.
  package func clearFrozen(limit: Int = 4 << 20) {
    storage.pointee.frozen.shrink(to: limit)
    storage.pointee.frozenPlaces.shrink(to: limit >> 4)
    storage.pointee.frozenErrors = []
    storage.pointee.frozenNext = 0
  }

  /// The text of a foreign value as it was frozen. Values are asked for about in the order in
  /// which they were frozen: the search begins behind the last one.
  fileprivate func frozen(_ value: UInt32) throws(EncodeError) -> Bytes? {
    let next = storage.pointee.frozenNext
    let count = storage.pointee.frozenPlaces.count
    for distance in 0..<count {
      if let text = try frozen(value, at: next + distance) { return text }
      if let text = try frozen(value, at: next - 1 - distance) { return text }
    }
    return nil
  }

  @inline(__always)
  private func frozen(_ value: UInt32, at index: Int) throws(EncodeError) -> Bytes? {
    guard index >= 0, index < storage.pointee.frozenPlaces.count else { return nil }
    let place = storage.pointee.frozenPlaces[index]
    guard place.value == value else { return nil }
    storage.pointee.frozenNext = index + 1
    if place.count < 0 { throw storage.pointee.frozenErrors[place.start] }
    return Bytes(start: storage.pointee.frozen.base + place.start, count: place.count)
  }

  /// Whether the document is with another thread.
  @inline(__always)
  package var isLent: Bool { storage.pointee.isLent.load(ordering: .acquiring) }

  /// Gives the document to another thread. `hurry` is called, on this one, when the document is
  /// waited for.
  package func lend(hurry: @escaping () -> Void) {
    storage.pointee.hurry = hurry
    storage.pointee.isLent.store(true, ordering: .releasing)
  }

  /// Says on the other thread that it is done with the document.
  package func giveBack() { storage.pointee.isLent.store(false, ordering: .releasing) }

  /// Waits until no other thread has the document, and wakes it.
  @inline(never)
  package func makeReady() {
    if isLent { storage.pointee.hurry?() }
    while isLent { usleep(20) }
    wake()
  }
}

/// Where the text of a foreign value stands; with -1 as count, where among the errors its own is.
struct FrozenPlace: BitwiseCopyable {
  let value: UInt32
  let start: Int
  let count: Int
}

/// Gives the texts of frozen values.
package struct FrozenEncoder: ForeignEncoder {
  package let document: Document

  package init(_ document: Document) { self.document = document }

  package func encode(
    foreign number: UInt32, depth: Int, into output: inout ByteBuffer
  ) throws(EncodeError) {
    guard let text = try document.frozen(number) else {
      fatalError("a value of the embedding program was not frozen")
    }
    output.append(text)
  }
}
