/// A long range of a document's text that an output has without a copy: it stands before the byte
/// at `place`. Valid as long as the document's text.
package struct Borrowed: BitwiseCopyable {
  package let place: Int
  package let bytes: Bytes

  /// Bytes from which on a reference costs less than a copy.
  static let least = 1024
}

extension Document {
  /// From now on long ranges of the text that are written as they were read go to `list` rather
  /// than into the output; with nil all is copied.
  package func lendText(to list: UnsafeMutablePointer<Table<Borrowed>>?) {
    storage.pointee.borrowed = list
  }

  @inline(__always)
  func append(_ start: UInt32, _ end: UInt32, to output: inout ByteBuffer) {
    let from = storage.pointee.text.base + Int(start)
    let count = Int(end &- start)
    if count >= Borrowed.least, let list = storage.pointee.borrowed {
      list.pointee.append(
        Borrowed(place: output.count, bytes: Bytes(start: from, count: count)))
    } else {
      output.append(from, count: count)
    }
  }
}
