/// The kinds of JSON values, with the numbers of the index.
package enum Kind: UInt8, Sendable {
  case null, `false`, `true`
  /// A number without fraction and exponent, of any size.
  case integer
  /// Any other number.
  case float
  case string, array, object
}

/// One value or key of an indexed text: its byte range, next sibling and kind.
///
///     {"model":"m","n":[1,2]}
///     0        2   3   4         node numbers: 0 object, 1 key, 2 string, 3 key, 4 array, 5, 6
///
/// It has the memory layout of `csj_node` of CSIMDJSON and `bl_node` of CLua.
///
/// A key is a string node; its value is the node after it. The first member or element of a
/// container is the node after the container; the next sibling of a value is `next`.
package struct Node: BitwiseCopyable {
  package var start: UInt32
  package var end: UInt32
  package var next: UInt32
  /// Bits 0–3 kind, 4 escaped, 5 expanded, 6 unpaired, 8–31 number of children (saturated) or, if
  /// the node is expanded, index of the container with its entries.
  var meta: UInt32

  @inline(__always)
  package var kind: Kind { unsafeBitCast(UInt8(truncatingIfNeeded: meta & 0xF), to: Kind.self) }
  /// Whether a string contains a backslash.
  @inline(__always)
  var isEscaped: Bool { meta & 0x10 != 0 }
  /// Whether a string has an unpaired surrogate among its escapes.
  @inline(__always)
  var isUnpaired: Bool { meta & 0x40 != 0 }
  /// Whether the children of a container are stored as entries.
  @inline(__always)
  var isExpanded: Bool { meta & 0x20 != 0 }
  /// The number of children of a container that is not expanded, saturated.
  @inline(__always)
  package var payload: Int { Int(meta >> 8) }

  static let maximumCount = 0xFF_FFFF

  mutating func expand(into container: Int) {
    meta = (meta & 0x1F) | 0x20 | UInt32(container) << 8
  }
}

/// One line of JSON Lines that is not blank, or one text.
@usableFromInline
package struct Line: BitwiseCopyable {
  /// Offsets of its bytes in the document, without LF and without a CR before it.
  package let start: UInt32
  package let end: UInt32
  /// The 0-based number among all lines of the document, blank ones included.
  package let number: UInt32
  /// The node of its value; meaningless if `reason` is not zero.
  package let root: UInt32
  let reason: UInt32
  let errorOffset: UInt32
  /// The value nodes of the keys in `Indexer.init`, in that order; 0 if the line lacks the key.
  @usableFromInline package let discriminators: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)
  @usableFromInline let knowsDiscriminators: UInt16
  let unpaired: UInt16

  /// Whether `discriminators` are known, and the line has one of the keys.
  @inlinable @inline(__always)
  package var hasDiscriminators: Bool {
    let nodes = discriminators
    return knowsDiscriminators != 0
      && nodes.0 | nodes.1 | nodes.2 | nodes.3 | nodes.4 | nodes.5 != 0
  }

  @inline(__always)
  package var isValid: Bool { reason == 0 }

  /// The syntax error of the text, with its offset in the document; nil if the text is valid.
  package var problem: SyntaxError? {
    reason == 0 ? nil : SyntaxError(reason: Int32(reason), offset: Int(errorOffset - start))
  }
}

/// Why a text is not JSON (RFC 8259), and at which byte.
package struct SyntaxError: Error, Equatable {
  let reason: Int32
  /// Byte offset from the start of the text.
  package let offset: Int
}
