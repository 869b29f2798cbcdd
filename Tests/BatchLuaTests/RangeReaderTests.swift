import Foundation
import LazyJSON
import Testing

@testable import BatchLua

/// The chunks of the ranges of a file, in whatever order they are read.
struct RangeReaderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Chunk {
    var range: Range<Int>
    var text = ""
    var end: Int?
  }

  private func read(_ range: Range<Int>, of reader: RangeReader) throws -> Chunk {
    let document = Document.create()
    defer { document.destroy() }
    let end = try reader.read(range, into: document)
    return Chunk(range: range, text: document.text.string, end: end)
  }

  /// Reads ranges until the file ends, as many at a time as `together`, the last ones first.
  private func chunks(of text: String, together: Int) throws -> [Chunk] {
    let file = try InputFile(try scratch.write(text, to: "in.jsonl"))
    #expect(file.hasPlaces != text.isEmpty)
    let reader = RangeReader(file)
    var chunks: [Chunk] = []
    while chunks.last.map({ $0.end != nil }) ?? true {
      let read = try (0..<together).map { _ in reader.take() }.reversed().map {
        try self.read($0, of: reader)
      }
      for chunk in read { if let end = chunk.end { reader.finish(chunk.range, linesEndAt: end) } }
      chunks += read.reversed()
    }
    try reader.end()
    return chunks
  }

  /// All chunks together are the text, and each is whole lines.
  private func expectWhole(_ text: String) throws {
    for together in 1...3 {
      let chunks = try chunks(of: text, together: together)
      #expect(chunks.map(\.text).joined() == text)
      for chunk in chunks where !chunk.text.isEmpty {
        #expect(chunk.text.utf8.last == 0x0A || chunk.end == nil)
      }
    }
  }

  private func lines(_ lengths: [Int]) -> String {
    lengths.map { String(repeating: "x", count: max(0, $0 - 1)) + "\n" }.joined()
  }

  private static let size = 1 << 18

  @Test(arguments: ["", "\n", "{}", "{}\n", "\n\n{}"])
  func littleText(text: String) throws { try expectWhole(text) }

  /// A line end at each place around the end of a range.
  @Test(arguments: -2...2)
  func lineEndNearTheEndOfARange(distance: Int) throws {
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

  /// Ranges in the middle of a line have no lines, and are not taken when its end is known.
  @Test func lineThatIsLongerThanRanges() throws {
    let text = lines([5, 5 << 20, 5])
    try expectWhole(text)
    let chunks = try chunks(of: text, together: 1)
    #expect(chunks.count == 2)
    #expect(try self.chunks(of: text, together: 3).map(\.text).filter { !$0.isEmpty }.count == 2)
  }

  @Test func byteOrderMark() throws {
    let mark = "\u{FEFF}"
    let text = "{}\n" + mark + "{}\n"
    let chunks = try chunks(of: mark + text, together: 1)
    #expect(chunks.map { Data($0.text.utf8) } == [Data(text.utf8)])
  }

  /// It says that it is empty, and is not.
  @Test func fileThatTheKernelMakesUp() throws {
    let file = try InputFile("/proc/self/status")
    #expect(file.size == 0)
    #expect(!file.hasPlaces)
  }

  /// A place behind the end of what is left of the file.
  @Test func fileThatIsCut() throws {
    let path = try scratch.write(lines([Self.size * 3]), to: "in.jsonl")
    let reader = RangeReader(try InputFile(path))
    let (first, second) = (reader.take(), reader.take())
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: UInt64(Self.size))
    #expect(throws: RunError.self) { try read(second, of: reader) }
    #expect(throws: RunError.self) { try read(first, of: reader) }
    #expect(throws: RunError.self) { try reader.end() }
  }
}
