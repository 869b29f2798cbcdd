/// What a JSON value is, as the index numbers it.
package enum Kind: UInt8, Sendable {
  case null, `false`, `true`
  /// A number without fraction and exponent, of any size.
  case integer
  /// Any other number.
  case float
  case string, array, object
}

/// One value or key of an indexed text: a byte range, the way to the next sibling, the kind.
///
///     {"model":"m","n":[1,2]}
///     0        2   3   4         node numbers: 0 object, 1 key, 2 string, 3 key, 4 array, 5, 6
///
/// It lies over `csj_node` of CSIMDJSON and `bl_node` of CLua.
///
/// A key is a string node; its value is the node after it. The first member or element of a
/// container is the node after the container; the next sibling of a value is `next`.
package struct Node: BitwiseCopyable {
  package var start: UInt32
  package var end: UInt32
  package var next: UInt32
  /// Bits 0–3 kind, 4 escaped, 5 expanded, 6 unpaired, 8–31 number of children (saturated), or the
  /// number of the container that holds the edits when the node is expanded.
  var meta: UInt32

  @inline(__always)
  package var kind: Kind { unsafeBitCast(UInt8(truncatingIfNeeded: meta & 0xF), to: Kind.self) }
  /// Whether a string contains a backslash.
  @inline(__always)
  var isEscaped: Bool { meta & 0x10 != 0 }
  /// Whether half of a surrogate pair is among the escapes of a string.
  @inline(__always)
  var isUnpaired: Bool { meta & 0x40 != 0 }
  /// Whether the children of a container are kept as entries.
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
package struct Line: BitwiseCopyable {
  /// Offsets of its bytes in the document, without LF and without a CR before it.
  package let start: UInt32
  package let end: UInt32
  /// 0-based number among the physical lines of the document, blank ones counted.
  package let number: UInt32
  /// The node of its value; meaningless when `reason` is not zero.
  package let root: UInt32
  let reason: UInt32
  let errorOffset: UInt32
  /// The value nodes of the keys that `Indexer.init` was given, in that order; 0 where the line has
  /// no such key.
  @usableFromInline package let discriminators: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)
  @usableFromInline let knowsDiscriminators: UInt16
  let unpaired: UInt16

  /// Whether `discriminators` are known, and there is one of them.
  @inlinable @inline(__always)
  package var hasDiscriminators: Bool {
    let nodes = discriminators
    return knowsDiscriminators != 0
      && nodes.0 | nodes.1 | nodes.2 | nodes.3 | nodes.4 | nodes.5 != 0
  }

  @inline(__always)
  package var isValid: Bool { reason == 0 }

  /// What is wrong with the text, and at which byte of the document; nil when it is valid.
  package var problem: SyntaxError? {
    reason == 0 ? nil : SyntaxError(reason: Int32(reason), offset: Int(errorOffset - start))
  }
}

/// Why a text is not JSON (RFC 8259), and where.
package struct SyntaxError: Error, Equatable {
  let reason: Int32
  /// Byte offset from the start of the text.
  package let offset: Int
}
