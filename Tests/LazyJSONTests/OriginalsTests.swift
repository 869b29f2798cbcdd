import Testing

@testable import LazyJSON

/// What lines were made of.
struct OriginalsTests {
  private let document = Document.create()

  /// `{"n":1}`, what is no record, `{"n":3}`.
  private func fill() throws {
    document.noteRows(below: Array("n".utf8))
    for (text, bytes, place) in [
      ("{\"n\":1}\n", "1", 1), (nil, "2,\n2", 2), ("{\"n\":3}\n", "3", 4),
    ]
      as [(String?, String, UInt32)]
    {
      document.addLineNumber(place)
      Array(bytes.utf8).withUnsafeBufferPointer { bytes in
        guard let text else { return document.addFault("two fields", bytes) }
        document.addOriginal(bytes)
        Array(text.utf8).withUnsafeBufferPointer { document.appendText($0) }
      }
    }
    document.endLineNumbers(5)
    try document.indexLines(with: Indexer())
  }

  private func check(_ document: Document, _ expected: [(bytes: String, fault: String?)]) {
    #expect(document.lines.count == expected.count)
    for (line, (bytes, fault)) in zip(document.lines, expected) {
      #expect(document.original(of: line).string == bytes)
      #expect(document.fault(of: line) == fault)
      #expect(line.isValid == (fault == nil))
    }
    #expect(document.header == Array("n".utf8))
  }

  @Test func belongToLines() throws {
    defer { document.destroy() }
    try fill()
    check(document, [("1", nil), ("2,\n2", "two fields"), ("3", nil)])
    #expect(document.framedBytes == document.text.count + 6)
    document.clear()
    #expect(document.framedBytes == 0 && document.header.isEmpty)
    Array("{}\n".utf8).withUnsafeBufferPointer { document.appendText($0) }
    try document.indexLines(with: Indexer())
    #expect(document.original(of: document.lines[0]).string == "{}")
  }

  @Test(arguments: [1, 2])
  func goWithLinesToAnotherDocument(index: Int) throws {
    let other = Document.create()
    defer {
      document.destroy()
      other.destroy()
    }
    try fill()
    try document.copyLines(from: index, into: other, with: Indexer())
    check(other, Array([("1", nil), ("2,\n2", "two fields"), ("3", nil)][index...]))
  }
}
