/// A long range of a document's text that an output has without a copy: it stands before the byte
/// at `place`. Valid as long as the document's text.
package struct TextReference: BitwiseCopyable {
  package let offset: Int
  package let bytes: Bytes

  /// Bytes from which on a reference costs less than a copy.
  static let least = 1024
}
