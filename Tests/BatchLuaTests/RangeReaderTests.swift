import Foundation
import LazyJSON
import Testing

@testable import BatchLua

/// The chunks of a file, in whatever order their bodies are read.
struct RangeReaderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Chunk {
    var body = 0..<0
    var isLast = false
    let document = Document.create()

    /// Its text; the chunk is of no use afterwards.
    func text(_ reader: RangeReader) throws -> String {
      defer { document.destroy() }
      try reader.read(body, into: document)
      return document.text.string
    }
  }

  /// nil at the end of the file.
  private func claim(_ reader: RangeReader) throws -> Chunk? {
    var chunk = Chunk()
    var body: Range<Int>?
    defer { if body == nil { chunk.document.destroy() } }
    body = try reader.claim(into: chunk.document) { chunk.isLast = $0 }
    guard let body else {
      #expect(chunk.isLast)
      return nil
    }
    chunk.body = body
    return chunk
  }

  /// The chunks of a file, as many claimed at a time as `together`, and the last ones read first.
  private func chunks(of text: String, together: Int) throws -> [String] {
    let file = try InputFile(Path(try scratch.write(text, to: "in.jsonl")))
    #expect(file.isSeekable != text.isEmpty)
    let reader = RangeReader(file, maxLine: LineLimit(bytes: 1 << 30))
    var texts: [String] = []
    var isAtEnd = false
    while !isAtEnd {
      let claimed = try (0..<together).compactMap { _ in try claim(reader) }
      isAtEnd = claimed.last?.isLast ?? true
      texts += try claimed.reversed().map { try $0.text(reader) }.reversed()
    }
    try reader.end()
    return texts
  }

  /// All chunks together are the text, and each is whole lines.
  private func expectWhole(_ text: String) throws {
    for together in 1...3 {
      let chunks = try chunks(of: text, together: together)
      #expect(chunks.joined() == text)
      for chunk in chunks.dropLast() { #expect(chunk.utf8.last == 0x0A) }
    }
  }

  private func lines(_ lengths: [Int]) -> String {
    lengths.map { String(repeating: "x", count: max(0, $0 - 1)) + "\n" }.joined()
  }

  private static let size = 1 << 18

  @Test(arguments: ["", "\n", "{}", "{}\n", "\n\n{}"])
  func littleText(text: String) throws { try expectWhole(text) }

  /// A line end at each place around the end of a body.
  @Test(arguments: -2...2)
  func lineEndNearTheEndOfABody(distance: Int) throws {
    try expectWhole(lines([Self.size + distance, 10, Self.size - 5, 7]))
    try expectWhole(lines([Self.size + distance]) + "{}")
    try expectWhole(lines([Self.size + distance]))
  }

  @Test func linesOfAllLengths() throws {
    var generator = SystemRandomNumberGenerator()
    let lengths = (0..<300).map { _ in 1 << Int.random(in: 0...19, using: &generator) }
    try expectWhole(lines(lengths))
    try expectWhole(lines(lengths) + "{}")
  }

  @Test func lineThatIsLongerThanABody() throws {
    let text = lines([5, 5 << 20, 5])
    try expectWhole(text)
    #expect(try chunks(of: text, together: 1).count == 2)
  }

  @Test func byteOrderMark() throws {
    let mark = "\u{FEFF}"
    let text = "{}\n" + mark + "{}\n"
    let chunks = try chunks(of: mark + text, together: 1)
    #expect(chunks.map { Data($0.utf8) } == [Data(text.utf8)])
  }

  /// It says that it is empty, and is not.
  @Test func fileThatTheKernelMakesUp() throws {
    let file = try InputFile("/proc/self/status")
    #expect(file.size == 0)
    #expect(!file.isSeekable)
  }

  /// Behind where the first chunk was found to end, and within its body.
  @Test(arguments: [size * 3 + 5, size / 2]) func fileThatIsCut(size: Int) throws {
    let path = try scratch.write(lines([Self.size + 10, Self.size * 3]), to: "in.jsonl")
    let reader = RangeReader(try InputFile(Path(path)), maxLine: LineLimit(bytes: 1 << 30))
    let first = try #require(try claim(reader))
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: UInt64(size))
    if size > Self.size {
      #expect(try first.text(reader).utf8.count == Self.size + 10)
    } else {
      #expect(throws: RunError.self) { try first.text(reader) }
    }
    #expect(throws: RunError.self) { try claim(reader) }
    #expect(try claim(reader) == nil, "nothing is read behind what cannot be read")
    #expect(throws: RunError.self) { try reader.end() }
  }
}
