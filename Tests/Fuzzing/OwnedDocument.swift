package import LazyJSON

/// A document with its indexer, freed together.
package final class OwnedDocument {
  package let document = Document.create()
  package let indexer = Indexer()

  package init() {}

  /// One text, node 0.
  package convenience init(_ text: String) throws {
    self.init()
    try load(Array(text.utf8))
  }

  deinit { document.destroy() }

  package func load(_ text: [UInt8]) throws {
    try text.withUnsafeBufferPointer { try document.load($0, with: indexer) }
  }

  /// Replaces what is there by lines.
  package func index(_ text: [UInt8]) throws {
    document.clear()
    document.reserveText(text.count).update(from: text, count: text.count)
    document.extendText(by: text.count)
    try document.indexLines(with: indexer)
  }

  /// What is wrong with one text; nil when it is valid.
  package func problem(_ text: [UInt8]) -> SyntaxError? {
    do throws(SyntaxError) {
      try text.withUnsafeBufferPointer { bytes throws(SyntaxError) in
        try document.load(bytes, with: indexer)
      }
      return nil
    } catch {
      return error
    }
  }

  package func member(_ object: UInt32, _ key: String) -> Value {
    withBytes(key) { document.member(object, $0) }
  }

  package func set(_ object: UInt32, _ key: String, _ edit: Edit) throws {
    try withBytes(key) { _ = try document.setMember(object, $0, edit) }
  }

  package func set(_ object: UInt32, _ key: String, string: String) throws {
    try withBytes(string) { try set(object, key, .string($0)) }
  }

  package func remove(_ object: UInt32, _ key: String) throws {
    try withBytes(key) { try document.removeMember(object, $0) }
  }

  /// The JSON text of a value; `foreign` are the values that stand for foreign numbers.
  package func spliced(_ number: UInt32 = 0, foreign: [String] = []) throws(EncodeError) -> String {
    var output = ByteBuffer()
    try document.splice(number, depth: 0, into: &output, foreign: ForeignTexts(texts: foreign))
    return text(output)
  }

  /// Each line with its edits, joined by LF.
  package func splicedLines(foreign: [String] = []) throws(EncodeError) -> String {
    var output = ByteBuffer()
    for (at, line) in document.lines.enumerated() {
      if at > 0 { output.append("\n") }
      try document.splice(line: line, into: &output, foreign: ForeignTexts(texts: foreign))
    }
    return text(output)
  }
}

/// Writes given texts.
package struct ForeignTexts: ForeignEncoder {
  private let texts: [String]

  package init(texts: [String] = []) { self.texts = texts }

  package func encode(foreign number: UInt32, depth: Int, into output: inout ByteBuffer)
    throws(EncodeError)
  {
    guard Int(number) < texts.count else { throw EncodeError("a function has no JSON form") }
    output.appendText(texts[Int(number)])
  }
}

/// Calls `body` with the UTF-8 bytes of `text`.
package func withBytes<R, E: Error>(_ text: String, _ body: (Bytes) throws(E) -> R) throws(E) -> R {
  let bytes = Array(text.utf8)
  let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
  defer { copy.deallocate() }
  copy.update(from: bytes, count: bytes.count)
  return try body(Bytes(start: copy, count: bytes.count))
}

package func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

package func text(_ buffer: borrowing ByteBuffer) -> String {
  text(Bytes(start: buffer.base, count: buffer.count))
}

extension Value {
  /// The node of an array or object.
  package var container: UInt32? {
    switch self {
    case .array(let number), .object(let number): number
    default: nil
    }
  }
}
