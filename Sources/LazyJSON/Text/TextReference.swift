/// A long range of a document's text that is part of an output without a copy: it belongs before
/// the byte at `offset`. Valid as long as the document's text.
package struct TextReference: BitwiseCopyable {
  package let offset: Int
  package let bytes: Bytes

  /// The length from which on a reference is cheaper than a copy.
  static let least = 1024
}
